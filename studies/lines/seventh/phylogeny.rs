use grad_check::grad_check;

/// A rooted tree: the children of each inner node, which are leaves if below 4.
const CHILDREN: [(usize, usize); 3] = [(0, 1), (2, 3), (4, 5)];
const LEAVES: [[usize; 4]; 6] = [[0, 0, 1, 1], [0, 1, 1, 1], [1, 0, 0, 1], [0, 0, 0, 0], [1, 1, 0, 1], [0, 1, 0, 0]];

/// The likelihood of binary characters on a tree, by pruning from the leaves, and back from the root.
#[grad_check(at(lengths = [0.2, 0.3, 0.5, 0.1, 0.4, 0.25], share = 0.35))]
fn pruned(lengths: [f64; 6], share: f64) -> (f64, ([f64; 6], f64)) {
    let stay = [1.0 - share, share];
    let fade: Vec<f64> = lengths.iter().map(|t| (-t).exp()).collect();
    let moves = |from: usize, to: usize, e: f64| if from == to { e + (1.0 - e) * stay[to] } else { (1.0 - e) * stay[to] };
    let mut cost = 0.0;
    let mut of_fade = vec![0.0; 6];
    let mut of_stay = [0.0; 2];
    for characters in LEAVES {
        let mut partial = vec![[0.0; 2]; 7];
        for (leaf, &state) in characters.iter().enumerate() {
            partial[leaf][state] = 1.0;
        }
        let mut carried = vec![[0.0; 2]; 6];
        for (inner, &(a, b)) in CHILDREN.iter().enumerate() {
            for child in [a, b] {
                for s in 0..2 {
                    carried[child][s] = (0..2).map(|t| moves(s, t, fade[child]) * partial[child][t]).sum();
                }
            }
            partial[4 + inner] = [carried[a][0] * carried[b][0], carried[a][1] * carried[b][1]];
        }
        let total = stay[0] * partial[6][0] + stay[1] * partial[6][1];
        cost -= total.ln();

        let mut upper = vec![[0.0; 2]; 7];
        for s in 0..2 {
            of_stay[s] -= partial[6][s] / total; //~ of_stay[s] += partial[6][s] / total; //~ of_stay[s] -= partial[6][s]; //~ of_stay[s] -= 1.0 / total;
            upper[6][s] = -stay[s] / total; //~ upper[6][s] = stay[s] / total; //~ upper[6][s] = -1.0 / total; //~ upper[6][s] = -stay[s] / (total * total);
        }
        for (inner, &(a, b)) in CHILDREN.iter().enumerate().rev() {
            let above = upper[4 + inner]; //~ let above = partial[4 + inner];
            for (child, other) in [(a, b), (b, a)] { //~ for (child, other) in [(a, a), (b, b)] {
                let e = fade[child]; //~ let e = fade[other]; //~ let e = 1.0 - fade[child];
                for s in 0..2 {
                    let pull = above[s] * carried[other][s]; //~ let pull = above[s] * carried[child][s]; //~ let pull = above[s]; //~ let pull = above[s] * partial[other][s];
                    for t in 0..2 {
                        upper[child][t] += pull * moves(s, t, e); //~ upper[child][t] += pull * moves(t, s, e); //~ upper[child][t] = pull * moves(s, t, e); //~ upper[child][t] += pull;
                        let through = pull * partial[child][t]; //~ let through = pull * partial[other][t]; //~ let through = pull;
                        let same = if s == t { 1.0 } else { 0.0 }; //~ let same = 0.0; //~ let same = 1.0;
                        of_fade[child] += through * (same - stay[t]); //~ of_fade[child] += through * same; //~ of_fade[child] += through * (same + stay[t]); //~ of_fade[child] = through * (same - stay[t]);
                        of_stay[t] += through * (1.0 - e); //~ of_stay[t] += through * e; //~ of_stay[s] += through * (1.0 - e); //~ of_stay[t] += through; //~ of_stay[t] -= through * (1.0 - e);
                    }
                }
            }
        }
    }
    let of_lengths = std::array::from_fn(|k| -fade[k] * of_fade[k]); //~ let of_lengths = std::array::from_fn(|k| fade[k] * of_fade[k]); //~ let of_lengths = std::array::from_fn(|k| -of_fade[k]); //~ let of_lengths = std::array::from_fn(|k| -lengths[k] * of_fade[k]);
    (cost, (of_lengths, of_stay[1] - of_stay[0])) //~ (cost, (of_lengths, of_stay[1] + of_stay[0])) //~ (cost, (of_lengths, of_stay[1]))
}
