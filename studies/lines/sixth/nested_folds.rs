use grad_check::grad_check;

/// An economy over a few years: growth by capital and labour, its derivatives by tuples that are folded forward and back.
#[grad_check(
    at(saving = 0.3, share = 0.4, wear = 0.1, start = 1.2),
    given(labour = vec![1.0, 1.1, 1.05, 1.2, 1.3], patience = 0.9)
)]
fn nested_folds(saving: f64, share: f64, wear: f64, start: f64, labour: &[f64], patience: f64) -> (f64, (f64, f64, f64, f64)) {
    let years: Vec<(f64, f64, f64)> = labour
        .iter()
        .scan((start, 1.0), |(capital, weight), &hands| {
            let state = (*capital, hands, *weight);
            let output = capital.powf(share) * hands.powf(1.0 - share);
            *capital = (1.0 - wear) * *capital + saving * output;
            *weight *= patience;
            Some(state)
        })
        .collect();
    let output = |&(capital, hands, _): &(f64, f64, f64)| f64::powf(capital, share) * f64::powf(hands, 1.0 - share);
    let utility: f64 = years.iter().map(|year| year.2 * ((1.0 - saving) * output(year)).ln()).sum();

    let (d_saving, d_share, d_wear, d_capital) = years.iter().rev().fold((0.0, 0.0, 0.0, 0.0), |(d_saving, d_share, d_wear, d_next), year| {
        let (capital, hands, weight) = *year; //~ let (hands, capital, weight) = *year;
        let made = output(year); //~ let made = capital; //~ let made = output(&years[0]); //~ let made = saving * output(year);
        let d_made = saving * d_next - weight / made; //~ let d_made = saving * d_next; //~ let d_made = d_next - weight / made; //~ let d_made = saving * d_next + weight / made; //~ let d_made = saving * d_next - weight; //~ let d_made = -weight / made;
        let per_capital = share * made / capital; //~ let per_capital = made / capital; //~ let per_capital = share * made; //~ let per_capital = (1.0 - share) * made / capital; //~ let per_capital = share / capital;
        let per_share = made * (capital.ln() - hands.ln()); //~ let per_share = made * capital.ln(); //~ let per_share = made * (hands.ln() - capital.ln()); //~ let per_share = capital.ln() - hands.ln(); //~ let per_share = made * (capital - hands);
        (
            d_saving + made * d_next + weight / (1.0 - saving), //~ d_saving + made * d_next - weight / (1.0 - saving), //~ d_saving + made * d_next, //~ made * d_next + weight / (1.0 - saving), //~ d_saving + d_next + weight / (1.0 - saving), //~ d_saving + made * d_next + 1.0 / (1.0 - saving),
            d_share + d_made * per_share, //~ d_share - d_made * per_share, //~ d_share + per_share, //~ d_share + d_next * per_share, //~ d_made * per_share,
            d_wear - capital * d_next, //~ d_wear + capital * d_next, //~ d_wear - d_next, //~ d_wear - capital, //~ -capital * d_next,
            (1.0 - wear) * d_next + per_capital * d_made, //~ d_next + per_capital * d_made, //~ (1.0 - wear) * d_next + d_made, //~ per_capital * d_made, //~ (1.0 - wear) * d_next - per_capital * d_made, //~ wear * d_next + per_capital * d_made,
        )
    });
    let gradient = (d_saving, d_share, d_wear, d_capital); //~ let gradient = (d_share, d_saving, d_wear, d_capital); //~ let gradient = (d_saving, d_share, -d_wear, d_capital); //~ let gradient = (d_saving, d_share, d_wear, start * d_capital);
    (-utility, gradient)
}
