use grad_check::{Params, grad_check, randn};
use ndarray::{Array1, Array2, Axis, s};

#[derive(Clone, Params)]
struct Lstm {
    /// Input, forget, output and candidate rows, one above the other.
    w: Array2<f64>,
    u: Array2<f64>,
    b: Array1<f64>,
    head: Array1<f64>,
}

const H: usize = 2;

fn lstm() -> Lstm {
    Lstm { w: randn((4 * H, 2)) * 0.7, u: randn((4 * H, H)) * 0.6, b: randn(4 * H) * 0.3, head: randn(H) }
}

fn sigmoid(v: f64) -> f64 {
    1.0 / (1.0 + (-v).exp())
}

fn outer(a: &Array1<f64>, b: &Array1<f64>) -> Array2<f64> {
    a.view().insert_axis(Axis(1)).dot(&b.view().insert_axis(Axis(0)))
}

struct StepCache {
    i: Array1<f64>,
    f: Array1<f64>,
    o: Array1<f64>,
    g: Array1<f64>,
    c: Array1<f64>,
    c_prev: Array1<f64>,
    h: Array1<f64>,
    h_prev: Array1<f64>,
}

#[grad_check(at(p = lstm()), given(xs = randn((4, 2)), ys = randn(4)))]
fn sequence_loss(p: &Lstm, xs: &Array2<f64>, ys: &Array1<f64>) -> (f64, Lstm) {
    let (mut h, mut c) = (Array1::zeros(H), Array1::zeros(H));
    let mut cache: Vec<StepCache> = Vec::new();
    let mut errs = Vec::new();
    let mut loss = 0.0;
    for (x, y) in xs.rows().into_iter().zip(ys) {
        let z = p.w.dot(&x) + p.u.dot(&h) + &p.b;
        let i = z.slice(s![..H]).mapv(sigmoid);
        let f = z.slice(s![H..2 * H]).mapv(sigmoid);
        let o = z.slice(s![2 * H..3 * H]).mapv(sigmoid);
        let g = z.slice(s![3 * H..]).mapv(f64::tanh);
        let c_next = &f * &c + &i * &g;
        let h_next = &o * &c_next.mapv(f64::tanh);
        let err = p.head.dot(&h_next) - y;
        loss += 0.5 * err * err;
        errs.push(err);
        cache.push(StepCache { i, f, o, g, c: c_next.clone(), c_prev: c, h: h_next.clone(), h_prev: h });
        (h, c) = (h_next, c_next);
    }

    let mut grad = Lstm { w: Array2::zeros(p.w.dim()), u: Array2::zeros(p.u.dim()), b: Array1::zeros(4 * H), head: Array1::zeros(H) };
    let mut dh_next: Array1<f64> = Array1::zeros(H);
    let mut dc_next: Array1<f64> = Array1::zeros(H);
    for t in (0..cache.len()).rev() {
        let k = &cache[t];
        grad.head.scaled_add(errs[t], &k.h); //~ grad.head.scaled_add(errs[t], &k.h_prev); //~ grad.head.scaled_add(1.0, &k.h); //~ grad.head = &k.h * errs[t];
        let dh = &p.head * errs[t] + &dh_next; //~ let dh = &p.head * errs[t]; //~ let dh = &p.head * ys[t] + &dh_next; //~ let dh = &k.h * errs[t] + &dh_next;
        let tc = k.c.mapv(f64::tanh); //~ let tc = k.c.clone(); //~ let tc = k.c_prev.mapv(f64::tanh);
        let d_o = &dh * &tc; //~ let d_o = &dh * &k.c; //~ let d_o = &dh * &k.o;
        let dc = &dh * &k.o * (1.0 - &tc * &tc) + &dc_next; //~ let dc = &dh * &k.o * (1.0 - &tc * &tc); //~ let dc = &dh * (1.0 - &tc * &tc) + &dc_next; //~ let dc = &dh * &k.o * (1.0 - &k.c * &k.c) + &dc_next; //~ let dc = &dh * &k.o + &dc_next;
        let d_f = &dc * &k.c_prev; //~ let d_f = &dc * &k.c; //~ let d_f = &dh * &k.c_prev;
        let d_i = &dc * &k.g; //~ let d_i = &dc * &k.i; //~ let d_i = &dc * &k.c_prev;
        let d_g = &dc * &k.i; //~ let d_g = &dc * &k.f; //~ let d_g = -&dc * &k.i;
        dc_next = &dc * &k.f; //~ dc_next = &dc * &k.i; //~ dc_next = dc; //~ dc_next += &(&dc * &k.f);
        let mut dz = Array1::zeros(4 * H);
        dz.slice_mut(s![..H]).assign(&(d_i * &k.i * (1.0 - &k.i))); //~ dz.slice_mut(s![..H]).assign(&d_i); //~ dz.slice_mut(s![..H]).assign(&(d_i * (1.0 - &k.i * &k.i)));
        dz.slice_mut(s![H..2 * H]).assign(&(d_f * &k.f * (1.0 - &k.f))); //~ dz.slice_mut(s![H..2 * H]).assign(&(d_f * &k.f * (1.0 - &k.i))); //~ dz.slice_mut(s![H..2 * H]).assign(&(d_f * &k.f));
        dz.slice_mut(s![2 * H..3 * H]).assign(&(d_o * &k.o * (1.0 - &k.o))); //~ dz.slice_mut(s![2 * H..3 * H]).assign(&(d_o * (1.0 - &k.o))); //~ dz.slice_mut(s![H..2 * H]).assign(&(d_o * &k.o * (1.0 - &k.o)));
        dz.slice_mut(s![3 * H..]).assign(&(d_g * (1.0 - &k.g * &k.g))); //~ dz.slice_mut(s![3 * H..]).assign(&(d_g * &k.g * (1.0 - &k.g))); //~ dz.slice_mut(s![3 * H..]).assign(&(d_g * (1.0 - &k.g)));
        grad.w += &outer(&dz, &xs.row(t).to_owned()); //~ grad.w = outer(&dz, &xs.row(t).to_owned()); //~ grad.w += &outer(&dz, &k.h_prev);
        grad.u += &outer(&dz, &k.h_prev); //~ grad.u += &outer(&dz, &k.h); //~ grad.u -= &outer(&dz, &k.h_prev);
        grad.b += &dz; //~ grad.b = dz.clone(); //~ grad.b += &(&dz * &p.b);
        dh_next = p.u.t().dot(&dz); //~ dh_next += &p.u.t().dot(&dz); //~ dh_next = p.w.t().dot(&dz); //~ dh_next = dh;
    }
    (loss, grad)
}
