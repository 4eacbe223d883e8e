//! The report as one HTML page: `page` makes it, `summary` is what a list of pages needs of one.

mod page;
mod summary;

pub(crate) use page::{
    BINARY, BUILD, STYLE, SUMMARY, WRITTEN, content, data, fill, html, in_script, meta, stamped,
    without_binary,
};
pub(crate) use summary::Summary;
