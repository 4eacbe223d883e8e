//! Derivatives in published crates, checked as a user of each would: `cargo test` in this folder.
//!
//! What is wrong is pinned by the report that says so, with the proof beside it.

#![cfg(test)]

mod aga8;
mod apex_camera_models;
mod apex_manifolds;
mod basin;
mod black_scholes;
mod friedrich;
mod noise;
mod potentials;
mod salva3d;
mod tiny_solver;
