use grad_check::{grad_check, randn};
use ndarray::{Array1, Array2, Array3, Array4, s};

const STRIDE: usize = 2;

/// Pictures through a strided convolution with padding, squares in place of a slope, means, and a linear head.
#[grad_check(
    at(kernels = Array4::from_shape_fn((2, 2, 3, 3), |(f, c, i, j)| 0.4 * (2.1 * f as f64 - 1.2 * c as f64 + 0.9 * i as f64 + 1.7 * j as f64).cos()), biases = randn(2), head = randn((2, 3))),
    given(images = Array4::from_shape_fn((2, 2, 5, 5), |(n, c, i, j)| (1.9 * n as f64 + 0.8 * c as f64 + 1.3 * (i * j) as f64 - 0.7 * i as f64).sin()), wanted = randn((2, 3)))
)]
fn strided_conv(
    kernels: &Array4<f64>,
    biases: &Array1<f64>,
    head: &Array2<f64>,
    images: &Array4<f64>,
    wanted: &Array2<f64>,
) -> (f64, (Array4<f64>, Array1<f64>, Array2<f64>)) {
    let (batch, channels, height, width) = images.dim();
    let (filters, _, size, _) = kernels.dim();
    let pad = size / 2;
    let mut padded = Array4::<f64>::zeros((batch, channels, height + 2 * pad, width + 2 * pad));
    padded.slice_mut(s![.., .., pad..pad + height, pad..pad + width]).assign(images);
    let (rows, cols) = ((height + 2 * pad - size) / STRIDE + 1, (width + 2 * pad - size) / STRIDE + 1);
    let mut maps = Array4::<f64>::zeros((batch, filters, rows, cols));
    for n in 0..batch {
        for f in 0..filters {
            for r in 0..rows {
                for c in 0..cols {
                    let (top, left) = (r * STRIDE, c * STRIDE);
                    let window = padded.slice(s![n, .., top..top + size, left..left + size]);
                    maps[[n, f, r, c]] = (&window * &kernels.slice(s![f, .., .., ..])).sum() + biases[f];
                }
            }
        }
    }
    let active = maps.mapv(|z| z * z / (1.0 + z * z));
    let area = (rows * cols) as f64;
    let pooled = Array2::from_shape_fn((batch, filters), |(n, f)| active.slice(s![n, f, .., ..]).sum() / area);
    let error = pooled.dot(head) - wanted;
    let loss = 0.5 * (&error * &error).sum() / batch as f64;

    let derror = &error / batch as f64; //~ let derror = error.clone(); //~ let derror = -&error / batch as f64; //~ let derror = 2.0 * &error / batch as f64;
    let dhead = pooled.t().dot(&derror); //~ let dhead = pooled.t().dot(&error); //~ let dhead = pooled.t().dot(&derror) / area;
    let dpooled = derror.dot(&head.t()); //~ let dpooled = derror.dot(&dhead.t()); //~ let dpooled = error.dot(&head.t());
    let mut dkernels = Array4::<f64>::zeros(kernels.raw_dim());
    let mut dbiases = Array1::<f64>::zeros(filters);
    for n in 0..batch {
        for f in 0..filters {
            let share = dpooled[[n, f]] / area; //~ let share = dpooled[[n, f]]; //~ let share = dpooled[[n, 0]] / area; //~ let share = dpooled[[n, f]] / (rows as f64);
            for r in 0..rows {
                for c in 0..cols {
                    let z = maps[[n, f, r, c]];
                    let dz = share * 2.0 * z / (1.0 + z * z).powi(2); //~ let dz = share * 2.0 * z / (1.0 + z * z); //~ let dz = share * z / (1.0 + z * z).powi(2); //~ let dz = share * 2.0 * z; //~ let dz = share * 2.0 * active[[n, f, r, c]] / (1.0 + z * z).powi(2);
                    let (top, left) = (r * STRIDE, c * STRIDE); //~ let (top, left) = (r, c); //~ let (top, left) = (c * STRIDE, r * STRIDE);
                    let window: Array3<f64> = padded.slice(s![n, .., top..top + size, left..left + size]).to_owned(); //~ let window: Array3<f64> = padded.slice(s![0, .., top..top + size, left..left + size]).to_owned(); //~ let window: Array3<f64> = padded.slice(s![n, ..;-1, top..top + size, left..left + size]).to_owned();
                    let mut dkernel = dkernels.slice_mut(s![f, .., .., ..]);
                    dkernel.scaled_add(dz, &window); //~ dkernel.scaled_add(-dz, &window); //~ dkernel.scaled_add(share, &window);
                    dbiases[f] += dz; //~ dbiases[f] -= dz; //~ dbiases[f] = dz; //~ dbiases[f] += dz * z;
                }
            }
        }
    }
    (loss, (dkernels, dbiases, dhead))
}
