//! `lines`: the copy of the function that reports its values, and how a failed check is followed through it.

use super::calls::Calls;
use super::{Expansion, hygienic};
use crate::arguments::Argument;
use crate::mode::Kind;
use crate::plan::Test;
use crate::recording::{Receiver, Recording, record};
use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote};
use syn::ext::IdentExt;

/// The variable that asks for lines in all checks, when they are compiled.
const VARIABLE: &str = "GRAD_CHECK_LINES";

impl Expansion<'_> {
    /// Whether lines are wanted, by the option or from outside, and the function is one that can be followed.
    fn wants_lines(&self) -> bool {
        let is_set = std::env::var(VARIABLE).is_ok_and(|value| !value.is_empty() && value != "0");
        self.follows() && (self.options.lines.is_some() || is_set)
    }

    /// Whether the function computes the gradient itself.
    pub(super) fn follows(&self) -> bool {
        let kind = self.options.mode.as_ref().map(|mode| mode.kind);
        matches!(kind, None | Some(Kind::Out))
    }

    /// The copy and its table.
    pub(super) fn recording(&self) -> Option<Recording> {
        if !self.wants_lines() {
            return None;
        }
        let signature = &self.subject.signature;
        let receiver = Argument::receiver(signature, self.subject.host);
        let receiver = receiver.map(|receiver| Receiver { ty: receiver.ty });
        let types = self.options.types.iter().flat_map(|(_, types)| types);
        let numbers =
            types.filter(|given| matches!(given.value.to_string().as_str(), "f64" | "f32"));
        let numbers: Vec<&Ident> = numbers.map(|given| &given.name).collect();
        record(
            signature,
            &self.subject.body,
            receiver,
            &self.copy_name(),
            &numbers,
            &self.private(),
        )
    }

    fn copy_name(&self) -> Ident {
        let function = self.subject.signature.ident.unraw();
        format_ident!("{function}_recorded", span = Span::mixed_site())
    }

    /// What makes the build depend on the variable.
    pub(super) fn depends_on_variable() -> TokenStream {
        quote!(
            const _: ::core::option::Option<&str> = ::core::option_env!(#VARIABLE);
        )
    }

    /// The check, followed to the line where it fails.
    pub(super) fn followed(
        &self,
        test: &Test<'_>,
        recording: &Recording,
        check: &TokenStream,
        run: &TokenStream,
        theta: &TokenStream,
    ) -> TokenStream {
        let private = self.private();
        let point = hygienic("theta");
        let table = &recording.table;
        let recorder = hygienic("recorder");
        let (check_variable, report) = (hygienic("check"), hygienic("report"));
        let (outcome, source) = (hygienic("outcome"), hygienic("SOURCE"));
        let copy = self.closure(test, Some(&recorder), |calls: &mut Calls<'_>| {
            let copy = self.copy(&self.copy_name());
            let more = [quote!(#recorder)];
            let call = if self.options.mode.is_some() {
                self.value_and_written(calls, &copy, &more)
            } else {
                self.gathered(calls.call_with(&copy, &more))
            };
            quote!({ let #outcome = #call; #private::Outcome::answer(#outcome) })
        });
        quote! {{
            let #point = #theta;
            let #check_variable = #check;
            let #report = #check_variable #run;
            // A line's number stands where a literal does, and clippy takes one for the other.
            #[allow(clippy::zero_prefixed_literal)]
            const #source: #private::lines::Source = #table;
            #check_variable.follow(#report, #point, &#source, #copy)
        }}
    }
}
