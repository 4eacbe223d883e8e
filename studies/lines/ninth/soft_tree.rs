use grad_check::grad_check;

struct Tree {
    grad_split: [[f64; 3]; 3],
    grad_leaf: [f64; 4],
}

/// A soft decision tree of depth two: three splits, four leaves, and points that go everywhere by probability.
#[grad_check(at(split = [[0.4, -0.7, 0.2], [0.9, 0.3, -0.1], [-0.5, 0.8, 0.3]], leaf = [0.6, -0.4, 1.1, 0.2]), given(points = vec![([0.5, -0.3], 0.4), ([-1.1, 0.8], -0.7), ([0.2, 1.4], 0.9), ([1.3, 0.6], 0.1)]))]
fn soft_tree(split: &[[f64; 3]; 3], leaf: &[f64; 4], points: &[([f64; 2], f64)]) -> (f64, ([[f64; 3]; 3], [f64; 4])) {
    let mut tree = Tree { grad_split: [[0.0; 3]; 3], grad_leaf: [0.0; 4] };
    let mut loss = 0.0;
    for (point, goal) in points {
        let right = split.map(|s| 1.0 / (1.0 + (-(s[0] * point[0] + s[1] * point[1] + s[2])).exp()));
        let reach = [(1.0 - right[0]) * (1.0 - right[1]), (1.0 - right[0]) * right[1], right[0] * (1.0 - right[2]), right[0] * right[2]];
        let value: f64 = (0..4).map(|k| reach[k] * leaf[k]).sum();
        let miss = value - goal;
        loss += 0.5 * miss * miss;

        for k in 0..4 {
            tree.grad_leaf[k] += miss * reach[k]; //~ tree.grad_leaf[k] += miss; //~ tree.grad_leaf[k] -= miss * reach[k]; //~ tree.grad_leaf[k] = miss * reach[k]; //~ tree.grad_leaf[k] += miss * leaf[k];
        }
        let low = (1.0 - right[1]) * leaf[0] + right[1] * leaf[1]; //~ let low = right[1] * leaf[0] + (1.0 - right[1]) * leaf[1]; //~ let low = (1.0 - right[1]) * leaf[0]; //~ let low = leaf[0] + leaf[1];
        let high = (1.0 - right[2]) * leaf[2] + right[2] * leaf[3]; //~ let high = (1.0 - right[2]) * leaf[2] - right[2] * leaf[3]; //~ let high = right[2] * leaf[3]; //~ let high = (1.0 - right[1]) * leaf[2] + right[1] * leaf[3];
        let by_right = [miss * (high - low), miss * (1.0 - right[0]) * (leaf[1] - leaf[0]), miss * right[0] * (leaf[3] - leaf[2])]; //~ let by_right = [miss * (low - high), miss * (1.0 - right[0]) * (leaf[1] - leaf[0]), miss * right[0] * (leaf[3] - leaf[2])]; //~ let by_right = [miss * (high - low), miss * right[0] * (leaf[1] - leaf[0]), miss * right[0] * (leaf[3] - leaf[2])]; //~ let by_right = [miss * (high - low), miss * (1.0 - right[0]) * (leaf[1] - leaf[0]), miss * (leaf[3] - leaf[2])];
        for (node, by) in by_right.iter().enumerate() {
            let by_score = by * right[node] * (1.0 - right[node]); //~ let by_score = by * right[node]; //~ let by_score = by * (1.0 - right[node]); //~ let by_score = by * right[node] * (1.0 + right[node]); //~ let by_score = by * right[0] * (1.0 - right[0]);
            tree.grad_split[node][0] += by_score * point[0]; //~ tree.grad_split[node][0] += by_score; //~ tree.grad_split[node][0] += by_score * point[1]; //~ tree.grad_split[node][0] = by_score * point[0]; //~ tree.grad_split[node][0] -= by_score * point[0];
            tree.grad_split[node][1] += by_score * point[1]; //~ tree.grad_split[node][1] += by_score * point[0]; //~ tree.grad_split[node][1] += by * point[1]; //~ tree.grad_split[node][1] += by_score * point[1] * point[1];
            tree.grad_split[node][2] += by_score; //~ tree.grad_split[node][2] += by; //~ tree.grad_split[node][2] = by_score; //~ tree.grad_split[node][2] -= by_score;
        }
    }
    (loss, (tree.grad_split, tree.grad_leaf))
}
