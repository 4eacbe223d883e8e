use grad_check::grad_check;
use ndarray::{Array1, Array2, Axis};

/// Words as numbers; the class of the document.
struct Document {
    words: Vec<usize>,
    class: usize,
}

fn corpus() -> Vec<Document> {
    let document = |words: &[usize], class| Document { words: words.to_vec(), class };
    vec![document(&[0, 3, 3], 1), document(&[2, 1], 0), document(&[4, 0, 1, 4], 2), document(&[3], 1)]
}

// The documents' words are embedded, averaged with weights of their own, and classified.
#[grad_check(
    at(table = randn((5, 3)) * 0.8, importance = uniform(5) + 0.5, out = randn((3, 3))),
    given(docs = corpus())
)]
fn classify(
    table: &Array2<f64>,
    importance: &Array1<f64>,
    out: &Array2<f64>,
    docs: &[Document],
) -> (f64, (Array2<f64>, Array1<f64>, Array2<f64>)) {
    let n = docs.len() as f64;
    let mut total = 0.0;
    let mut g_table = Array2::<f64>::zeros(table.raw_dim());
    let mut g_importance = Array1::<f64>::zeros(importance.len());
    let mut g_out = Array2::<f64>::zeros(out.raw_dim());
    for doc in docs {
        let mass: f64 = doc.words.iter().map(|&w| importance[w]).sum();
        let mut bag = Array1::<f64>::zeros(table.ncols());
        for &w in &doc.words {
            bag.scaled_add(importance[w] / mass, &table.row(w));
        }
        let scores = out.dot(&bag);
        let exps = scores.exp();
        let probs = &exps / exps.sum();
        total -= probs[doc.class].ln() / n;

        let mut g_scores = probs / n; //~ let mut g_scores = probs; //~ let mut g_scores = exps / n; //~ let mut g_scores = -probs / n;
        g_scores[doc.class] -= 1.0 / n; //~ g_scores[doc.class] -= 1.0; //~ g_scores[doc.class] += 1.0 / n; //~ g_scores[doc.class] = -1.0 / n;
        let g_bag = out.t().dot(&g_scores); //~ let g_bag = out.dot(&g_scores); //~ let g_bag = g_out.t().dot(&g_scores); //~ let g_bag = -out.t().dot(&g_scores);
        g_out += &g_scores.insert_axis(Axis(1)).dot(&bag.view().insert_axis(Axis(0))); //~ g_out = g_scores.insert_axis(Axis(1)).dot(&bag.view().insert_axis(Axis(0))); //~ g_out += &bag.view().insert_axis(Axis(1)).dot(&g_scores.insert_axis(Axis(0))); //~ g_out += &(g_scores.insert_axis(Axis(1)).dot(&bag.view().insert_axis(Axis(0))) * mass);
        for &w in &doc.words {
            g_table.row_mut(w).scaled_add(importance[w] / mass, &g_bag); //~ g_table.row_mut(w).scaled_add(1.0 / mass, &g_bag); //~ g_table.row_mut(w).scaled_add(importance[w], &g_bag); //~ g_table.row_mut(w).assign(&(importance[w] / mass * &g_bag)); //~ g_table.row_mut(w).scaled_add(1.0 / doc.words.len() as f64, &g_bag);
            let apart = &table.row(w) - &bag; //~ let apart = table.row(w).to_owned(); //~ let apart = &table.row(w) + &bag; //~ let apart = &table.row(w) * importance[w] - &bag;
            g_importance[w] += apart.dot(&g_bag) / mass; //~ g_importance[w] += apart.dot(&g_bag); //~ g_importance[w] = apart.dot(&g_bag) / mass; //~ g_importance[w] -= apart.dot(&g_bag) / mass; //~ g_importance[w] += importance[w] * apart.dot(&g_bag) / mass;
        }
    }
    (total, (g_table, g_importance, g_out))
}
