//! The conditions that `allow` accepts.

use crate::suggest::{listed, nearest};
use proc_macro2::Ident;
use syn::ext::IdentExt;
use syn::{Error, Expr, ExprArray, Result};

/// Every condition that `allow` accepts, and the `Reason` that it stands for.
const CONDITIONS: [(&str, &str); 15] = [
    ("bar_too_wide", "BarTooWide"),
    ("unsettled", "Unsettled"),
    ("kink", "Kink"),
    ("jump", "Jump"),
    ("right_by_chance", "RightByChance"),
    ("noise", "Noise"),
    ("single_precision", "SinglePrecision"),
    ("non_finite", "NonFinite"),
    ("function_failed", "FunctionFailed"),
    ("budget_spent", "BudgetSpent"),
    ("step_lost", "StepLost"),
    ("constant_cost", "ConstantCost"),
    ("nothing_compared", "NothingCompared"),
    ("nondeterministic", "Nondeterministic"),
    ("wrong_cost", "WrongCost"),
];

/// The conditions of `allow`.
pub(crate) fn reasons(value: &Expr) -> Result<Vec<Ident>> {
    let wanted = "`allow` takes an array of conditions; write `allow = [kink]`";
    let conditions = match value {
        Expr::Array(ExprArray { elems, .. }) if !elems.is_empty() => elems,
        _ => return Err(Error::new_spanned(value, wanted)),
    };
    conditions
        .iter()
        .map(|condition| reason(condition, wanted))
        .collect()
}

fn reason(condition: &Expr, wanted: &str) -> Result<Ident> {
    let word = match condition {
        Expr::Path(path) => path.path.get_ident(),
        _ => None,
    };
    let word = word.ok_or_else(|| Error::new_spanned(condition, wanted))?;
    let name = word.unraw().to_string();
    let known = CONDITIONS.iter().find(|(known, _)| *known == name);
    if let Some((_, reason)) = known {
        return Ok(Ident::new(reason, word.span()));
    }
    let words = CONDITIONS.map(|(known, _)| known);
    let instead = match nearest(&name, &words) {
        Some(nearest) => format!("did you mean `{nearest}`?"),
        None => format!("the conditions are {}", listed(&words)),
    };
    let message = format!("unknown condition `{name}`; {instead}");
    Err(Error::new(word.span(), message))
}
