//! Maps of wrong components: there where they form a pattern, and nowhere else.

use expect_test::{Expect, expect};
use grad_check::{GradCheck, Params, Report, Rng};
use ndarray::{Array2, Array4};

/// Check Σ exp(w), with the gradient changed.
fn checked<P: Params>(name: &str, w: &P, cost_and_gradient: impl Fn(&P) -> (f64, P)) -> Report
where
    (f64, P): grad_check::Outcome,
{
    // A map needs every component, however many there are.
    let check = GradCheck::new(name).arguments(["w"]).budget(usize::MAX);
    check.run(w, cost_and_gradient)
}

fn matrix(shape: (usize, usize), change: impl Fn(usize, usize, f64) -> f64) -> Report {
    let mut rng = Rng::new(5);
    let w = Array2::from_shape_simple_fn(shape, || 0.3 * rng.normal());
    checked("matrix", &w, |w| {
        let mut gradient = w.mapv(f64::exp);
        gradient
            .indexed_iter_mut()
            .for_each(|((i, j), g)| *g = change(i, j, *g));
        (w.mapv(f64::exp).sum(), gradient)
    })
}

/// The maps of a report, with their headings.
fn maps(report: &Report) -> String {
    let printed = report.to_string();
    let sections = printed.split("\n\n");
    let maps: Vec<&str> = sections
        .filter(|section| section.starts_with("error map of"))
        .collect();
    maps.join("\n\n")
}

fn assert_maps(report: &Report, expected: &Expect) {
    expected.assert_eq(&format!("{}\n", maps(report)));
}

#[test]
fn a_wrong_row_is_mapped_between_its_cause_and_its_worst_components() {
    let report = matrix((3, 5), |i, _, g| if i == 1 { 1.5 * g } else { g });
    assert_maps(
        &report,
        &expect![[r#"
        error map of w
             0 1 2 3 4
          0  . . . . .
          1  # # # # #
          2  . . . . .
          # wrong, . right
    "#]],
    );
    let printed = report.to_string();
    let headings = [
        "\nprobable cause\n",
        "\nerror map of w\n",
        "\nworst components\n",
    ];
    let at = headings.map(|heading| printed.find(heading));
    assert!(
        at[0] < at[1] && at[1] < at[2] && at[0].is_some(),
        "{printed}"
    );
}

#[test]
fn a_wrong_column_of_a_large_matrix_is_cut_out() {
    let report = matrix((20, 40), |i, j, g| if j == 17 && i > 4 { -g } else { g });
    assert_maps(
        &report,
        &expect![[r#"
        error map of w
              0    5    10   15   20   25   30   35
           0  ........................................
           1  ........................................
           2  ........................................
           3  ........................................
           4  ........................................
           5  .................#......................
           6  .................#......................
           7  .................#......................
           8  .................#......................
           9  .................#......................
          10  .................#......................
          11  .................#......................
          12  .................#......................
          13  .................#......................
          14  .................#......................
          15  .................#......................
          16  .................#......................
          17  .................#......................
          18  .................#......................
          19  .................#......................
          # wrong, . right
    "#]],
    );
}

#[test]
fn a_block_in_a_corner() {
    let report = matrix((4, 6), |i, j, g| if i > 1 && j > 3 { 0.0 } else { g });
    assert_maps(
        &report,
        &expect![[r#"
        error map of w
             0 1 2 3 4 5
          0  . . . . . .
          1  . . . . . .
          2  . . . . # #
          3  . . . . # #
          # wrong, . right
    "#]],
    );
}

#[test]
fn a_checkerboard() {
    let report = matrix((4, 6), |i, j, g| if (i + j) % 2 == 0 { -g } else { g });
    assert_maps(
        &report,
        &expect![[r#"
        error map of w
             0 1 2 3 4 5
          0  # . # . # .
          1  . # . # . #
          2  # . # . # .
          3  . # . # . #
          # wrong, . right
    "#]],
    );
}

#[test]
fn a_diagonal() {
    let report = matrix((5, 5), |i, j, g| if i == j { 2.0 * g } else { g });
    assert_maps(
        &report,
        &expect![[r#"
        error map of w
             0 1 2 3 4
          0  # . . . .
          1  . # . . .
          2  . . # . .
          3  . . . # .
          4  . . . . #
          # wrong, . right
    "#]],
    );
}

#[test]
fn what_is_zero_on_both_sides_fits_a_pattern_and_is_marked() {
    let w = [[0.3, 0.2, 0.5], [0.1, 0.7, 0.4], [0.6, 0.3, 0.9]];
    let report = checked("dead", &w, |w: &[[f64; 3]; 3]| {
        let mut cost = 0.0;
        let mut gradient = [[0.0; 3]; 3];
        for (i, row) in w.iter().enumerate() {
            for (j, w) in row.iter().enumerate().filter(|(j, _)| *j != 1) {
                cost += w.exp();
                gradient[i][j] = if i == 2 { 2.0 } else { 1.0 } * w.exp();
            }
        }
        (cost, gradient)
    });
    assert_maps(
        &report,
        &expect![[r#"
        error map of w
             0 1 2
          0  . - .
          1  . - .
          2  # - #
          # wrong, . right, - not verified (zero on both sides)
    "#]],
    );
}

#[test]
fn of_a_kernel_the_worst_slice_is_mapped() {
    let mut rng = Rng::new(5);
    let w = Array4::from_shape_simple_fn((2, 2, 3, 3), || 0.3 * rng.normal());
    let report = checked("kernel", &w, |w| {
        let mut gradient = w.mapv(f64::exp);
        for ((o, c, i, _), g) in gradient.indexed_iter_mut() {
            if (o, c) == (1, 0) && i == 2 {
                *g = 0.0;
            }
        }
        (w.mapv(f64::exp).sum(), gradient)
    });
    assert_maps(
        &report,
        &expect![[r#"
        error map of w[1, 0, *, *]
             0 1 2
          0  . . .
          1  . . .
          2  # # #
          # wrong, . right
    "#]],
    );
}

#[test]
fn a_jacobian_is_mapped_as_one_matrix() {
    let squares = |x: &[f64; 4]| {
        let weight = |i: usize, j: usize| 0.3 + i as f64 - 0.7 * j as f64;
        let output = |i| (0..4).map(|j| weight(i, j) * x[j] * x[j]).sum::<f64>();
        let y = [0, 1, 2].map(output);
        let slope = |i, j| if j == 2 { 1.0 } else { 2.0 } * weight(i, j) * x[j];
        let jacobian = [0, 1, 2].map(|i| [0, 1, 2, 3].map(|j| slope(i, j)));
        (y, jacobian)
    };
    let check = GradCheck::new("squares").outputs(["u", "v", "w"]);
    let report = check.run_jacobian(&[0.7, 0.2, 0.4, 1.1], squares);
    assert_maps(
        &report,
        &expect![[r#"
            error map of J
                 0 1 2 3
              0  . . # .
              1  . . # .
              2  . . # .
              # wrong, . right; rows are outputs, columns parameters
        "#]],
    );
}

#[test]
fn a_hessian_without_its_diagonal() {
    let product = |x: &[f64; 4]| {
        let cost = (x[0] + x[1] + x[2] + x[3]).exp();
        let mut hessian = [[cost; 4]; 4];
        (0..4).for_each(|i| hessian[i][i] = 0.0);
        (cost, [cost; 4], hessian)
    };
    let report = GradCheck::new("product").run_hessian(&[0.7, 0.2, 0.4, 0.1], product);
    assert_maps(
        &report,
        &expect![[r#"
            error map of H
                 0 1 2 3
              0  # . . .
              1  . # . .
              2  . . # .
              3  . . . #
              # wrong, . right; rows and columns are parameters
        "#]],
    );
}

#[test]
fn two_maps_are_drawn_and_the_others_named() {
    type W = [[f64; 3]; 3];
    let wrong = |w: &W| {
        let mut gradient = w.map(|row| row.map(f64::exp));
        gradient[1] = [0.0; 3];
        gradient
    };
    let layers = |(a, b, c): &(W, W, W)| {
        let cost = [a, b, c].into_iter().flatten().flatten().map(|w| w.exp());
        (cost.sum::<f64>(), (wrong(a), wrong(b), wrong(c)))
    };
    let check = GradCheck::new("layers").arguments(["a", "b", "c"]);
    let report = check.run(&([[0.3; 3]; 3], [[0.2; 3]; 3], [[0.1; 3]; 3]), layers);
    assert_maps(
        &report,
        &expect![[r#"
            error map of a
                 0 1 2
              0  . . .
              1  # # #
              2  . . .
              # wrong, . right

            error map of b
                 0 1 2
              0  . . .
              1  # # #
              2  . . .
              # wrong, . right
              not drawn, for want of room: c
        "#]],
    );
}

#[test]
fn single_scattered_or_all_components_are_not_mapped() {
    let scattered = [(0, 1), (2, 4), (3, 0)];
    let reports = [
        matrix((4, 5), |i, j, g| if (i, j) == (1, 2) { 0.0 } else { g }),
        matrix(
            (4, 5),
            |i, j, g| if scattered.contains(&(i, j)) { -g } else { g },
        ),
        matrix((4, 5), |_, _, g| 2.0 * g),
        matrix((4, 1), |i, _, g| if i < 2 { 2.0 * g } else { g }),
    ];
    for report in reports {
        assert_eq!(maps(&report), "", "{report}");
    }
}

#[test]
fn random_scatter_gives_no_map() {
    for seed in 0..20 {
        let mut rng = Rng::new(seed);
        let is_wrong: Vec<bool> = (0..30).map(|_| rng.unit() < 0.2).collect();
        let report = matrix((5, 6), |i, j, g| if is_wrong[6 * i + j] { -g } else { g });
        assert_eq!(maps(&report), "", "{report}");
    }
}
