use grad_check::grad_check;

const RANK: usize = 2;

#[derive(Clone, Debug, Default, grad_check::Params)]
struct Factors {
    user: Vec<[f64; RANK]>,
    item: Vec<[f64; RANK]>,
    user_bias: Vec<f64>,
    item_bias: Vec<f64>,
    global: f64,
}

impl Factors {
    fn new(users: usize, items: usize, f: impl Fn(usize) -> f64) -> Self {
        Factors {
            user: (0..users).map(|u| [f(2 * u), f(2 * u + 1)]).collect(),
            item: (0..items).map(|i| [f(3 * i + 11), f(3 * i + 12)]).collect(),
            user_bias: (0..users).map(|u| 0.4 * f(u + 31)).collect(),
            item_bias: (0..items).map(|i| 0.4 * f(i + 47)).collect(),
            global: 3.1,
        }
    }
}

fn start() -> Factors {
    Factors::new(3, 4, |k| (1.0 + k as f64 * 0.83).sin())
}

fn ratings() -> Vec<(usize, usize, f64)> {
    vec![(0, 0, 4.0), (0, 2, 3.5), (1, 1, 2.0), (1, 3, 5.0), (2, 0, 1.0), (2, 2, 4.5), (2, 3, 3.0), (0, 3, 2.5)]
}

#[grad_check]
impl Factors {
    #[grad_check(at(self = start()), given(ratings = ratings(), reg = 0.15))]
    fn rating_loss(&self, ratings: &[(usize, usize, f64)], reg: f64) -> (f64, Self) {
        let mut loss = 0.0;
        let mut g = Self::new(self.user.len(), self.item.len(), |_| 0.0);
        g.global = 0.0;
        let count = ratings.len() as f64;
        for &(u, i, r) in ratings {
            let (p, q) = (&self.user[u], &self.item[i]);
            let guess = self.global + self.user_bias[u] + self.item_bias[i] + p.iter().zip(q).map(|(a, b)| a * b).sum::<f64>();
            loss += (guess - r).powi(2) / count;
            loss += reg * (p.iter().chain(q).map(|v| v * v).sum::<f64>() + self.user_bias[u].powi(2) + self.item_bias[i].powi(2));

            let e = 2.0 * (guess - r) / count; //~ let e = (guess - r) / count; //~ let e = 2.0 * (r - guess) / count; //~ let e = 2.0 * (guess - r); //~ let e = 2.0 * guess / count;
            for k in 0..RANK {
                g.user[u][k] += e * q[k] + 2.0 * reg * p[k]; //~ g.user[u][k] += e * p[k] + 2.0 * reg * p[k]; //~ g.user[u][k] += e * q[k]; //~ g.user[u][k] += e * q[k] + reg * p[k]; //~ g.user[u][k] += e * q[k] - 2.0 * reg * p[k]; //~ g.user[u][k] = e * q[k] + 2.0 * reg * p[k];
                g.item[i][k] += e * p[k] + 2.0 * reg * q[k]; //~ g.item[i][k] += e * p[k] + 2.0 * reg * p[k]; //~ g.item[i][k] += e * g.user[u][k] + 2.0 * reg * q[k]; //~ g.item[i][k] += p[k] + 2.0 * reg * q[k]; //~ g.item[i][k] -= e * p[k] + 2.0 * reg * q[k];
            }
            g.user_bias[u] += e + 2.0 * reg * self.user_bias[u]; //~ g.user_bias[u] += e; //~ g.user_bias[u] = e + 2.0 * reg * self.user_bias[u]; //~ g.user_bias[u] += e + 2.0 * reg * self.item_bias[i];
            g.item_bias[i] += e + 2.0 * reg * self.item_bias[i]; //~ g.item_bias[i] += e + 2.0 * self.item_bias[i]; //~ g.item_bias[i] += 2.0 * reg * self.item_bias[i]; //~ g.item_bias[u] += e + 2.0 * reg * self.item_bias[i];
            g.global += e; //~ g.global = e; //~ g.global += e + 2.0 * reg * self.global; //~ g.global += e / count;
        }
        (loss, g)
    }
}
