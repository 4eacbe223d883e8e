use grad_check::{grad_check, randn};
use ndarray::{Array1, Array2, Array3, ArrayView1, Axis, Zip};

fn outer(a: ArrayView1<f64>, b: ArrayView1<f64>) -> Array2<f64> {
    a.insert_axis(Axis(1)).dot(&b.insert_axis(Axis(0)))
}

// Channels are weighted by what their means say, then mixed by one number each; three pictures of two by two.
#[grad_check(
    at(reduce = randn((2, 3)), expand = randn((3, 2)), head = randn(3)),
    given(pictures = ndarray::Array::from_shape_fn((4, 3, 5), |(n, c, p)| (1.3 * n as f64 + 0.7 * c as f64 - 0.9 * p as f64).sin() + 0.2),
        labels = ndarray::array![1.0, 0.0, 1.0, 0.0])
)]
fn squeeze_excite(
    reduce: &Array2<f64>,
    expand: &Array2<f64>,
    head: &Array1<f64>,
    pictures: &Array3<f64>,
    labels: &Array1<f64>,
) -> (f64, (Array2<f64>, Array2<f64>, Array1<f64>)) {
    let batch = labels.len() as f64;
    let pixels = pictures.len_of(Axis(2)) as f64;
    let squeezed = pictures.mean_axis(Axis(2)).unwrap();
    let hidden = squeezed.dot(&reduce.t()).mapv(|z| z / (1.0 + z.abs()));
    let raw = hidden.dot(&expand.t());
    let excited = raw.mapv(|z| 1.0 / (1.0 + (-z).exp()));
    let energy = pictures.map_axis(Axis(2), |p| p.iter().map(|x| x * x * x).sum::<f64>() / pixels);
    let scores = (&excited * &energy).dot(head);
    let mut loss = 0.0;
    Zip::from(&scores).and(labels).for_each(|s, y| loss += ((1.0 + s.exp()).ln() - y * s) / batch);

    let mut d_scores = Array1::zeros(scores.len());
    Zip::from(&mut d_scores).and(&scores).and(labels).for_each(|d, s, y| *d = (1.0 / (1.0 + (-s).exp()) - y) / batch); //~ Zip::from(&mut d_scores).and(&scores).and(labels).for_each(|d, s, y| *d = 1.0 / (1.0 + (-s).exp()) - y); //~ Zip::from(&mut d_scores).and(&scores).and(labels).for_each(|d, s, y| *d = (s - y) / batch); //~ Zip::from(&mut d_scores).and(&scores).and(labels).for_each(|d, s, y| *d = (1.0 / (1.0 + s.exp()) - y) / batch);
    let d_head = (&excited * &energy).t().dot(&d_scores); //~ let d_head = excited.t().dot(&d_scores); //~ let d_head = energy.t().dot(&d_scores); //~ let d_head = (&excited * &energy).t().dot(&scores);
    let d_excited = outer(d_scores.view(), head.view()) * &energy; //~ let d_excited = outer(d_scores.view(), head.view()); //~ let d_excited = outer(d_scores.view(), head.view()) * &excited; //~ let d_excited = outer(d_scores.view(), d_head.view()) * &energy;
    let mut d_raw = d_excited;
    d_raw.zip_mut_with(&excited, |d, s| *d *= s * (1.0 - s)); //~ d_raw.zip_mut_with(&excited, |d, s| *d *= 1.0 - s); //~ d_raw.zip_mut_with(&raw, |d, s| *d *= s * (1.0 - s)); //~ d_raw.zip_mut_with(&excited, |d, s| *d *= 1.0 - s * s);
    let mut d_expand = Array2::<f64>::zeros(expand.raw_dim());
    for (d, h) in d_raw.outer_iter().zip(hidden.outer_iter()) {
        d_expand += &outer(d, h); //~ d_expand -= &outer(d, h); //~ d_expand.assign(&outer(d, h)); //~ d_expand += &(outer(d, h) / batch);
    }
    let d_hidden = d_raw.dot(expand); //~ let d_hidden = d_raw.dot(&d_expand); //~ let d_hidden = raw.dot(expand); //~ let d_hidden = -d_raw.dot(expand);
    let slope = squeezed.dot(&reduce.t()).mapv(|z| 1.0 / (1.0 + z.abs()).powi(2)); //~ let slope = squeezed.dot(&reduce.t()).mapv(|z| 1.0 / (1.0 + z.abs())); //~ let slope = squeezed.dot(&reduce.t()).mapv(|z| 1.0 / (1.0 + z * z)); //~ let slope = hidden.mapv(|z| 1.0 / (1.0 + z.abs()).powi(2));
    let d_pre = &d_hidden * &slope; //~ let d_pre = &d_hidden * &hidden; //~ let d_pre = &d_hidden / &slope; //~ let d_pre = d_hidden.clone();
    let d_reduce = d_pre.t().dot(&squeezed); //~ let d_reduce = d_pre.t().dot(&squeezed) / pixels; //~ let d_reduce = d_pre.t().dot(&energy); //~ let d_reduce = d_hidden.t().dot(&squeezed);
    (loss, (d_reduce, d_expand, d_head))
}
