use grad_check::grad_check;

/// The colour of a ray through fog: each sample hides those behind it, by what is left of the light.
#[grad_check(
    at(density = [0.3, 0.9, 0.2, 1.4, 0.6], colour = [[0.2, 0.7], [0.9, 0.1], [0.4, 0.4], [0.6, 0.8], [0.1, 0.5]], sky = [0.3, 0.6]),
    given(lengths = [0.5, 0.4, 0.7, 0.3, 0.6], seen = [0.55, 0.2])
)]
fn volume(
    density: [f64; 5],
    colour: [[f64; 2]; 5],
    sky: [f64; 2],
    lengths: [f64; 5],
    seen: [f64; 2],
) -> (f64, ([f64; 5], [[f64; 2]; 5], [f64; 2])) {
    let mut light = 1.0;
    let (mut lights, mut veils) = ([0.0; 5], [0.0; 5]);
    let mut pixel = [0.0; 2];
    for i in 0..5 {
        lights[i] = light;
        veils[i] = 1.0 - (-density[i] * lengths[i]).exp();
        for c in 0..2 {
            pixel[c] += light * veils[i] * colour[i][c];
        }
        light *= 1.0 - veils[i];
    }
    for c in 0..2 {
        pixel[c] += light * sky[c];
    }
    let cost = (0..2).map(|c| (pixel[c] - seen[c]).powi(2)).sum();

    let d_pixel = [2.0 * (pixel[0] - seen[0]), 2.0 * (pixel[1] - seen[1])]; //~ let d_pixel = [pixel[0] - seen[0], pixel[1] - seen[1]]; //~ let d_pixel = [2.0 * (seen[0] - pixel[0]), 2.0 * (seen[1] - pixel[1])]; //~ let d_pixel = [2.0 * (pixel[0] - seen[0]), 2.0 * (pixel[0] - seen[1])]; //~ let d_pixel = [2.0 * pixel[0], 2.0 * pixel[1]];
    let d_sky = d_pixel.map(|d| d * light); //~ let d_sky = d_pixel; //~ let d_sky = d_pixel.map(|d| d * (1.0 - light)); //~ let d_sky = d_pixel.map(|d| d * lights[4]);
    let mut d_light = d_pixel[0] * sky[0] + d_pixel[1] * sky[1]; //~ let mut d_light = d_pixel[0] + d_pixel[1]; //~ let mut d_light = 0.0; //~ let mut d_light = d_pixel[0] * sky[1] + d_pixel[1] * sky[0]; //~ let mut d_light = pixel[0] * sky[0] + pixel[1] * sky[1];
    let mut d_density = [0.0; 5];
    let mut d_colour = [[0.0; 2]; 5];
    for i in (0..5).rev() {
        let weight = lights[i] * veils[i]; //~ let weight = lights[i]; //~ let weight = light * veils[i]; //~ let weight = lights[i] * (1.0 - veils[i]); //~ let weight = veils[i];
        d_colour[i] = [weight * d_pixel[0], weight * d_pixel[1]]; //~ d_colour[i] = [weight * d_pixel[0], weight * d_pixel[0]]; //~ d_colour[i] = [weight * pixel[0], weight * pixel[1]];
        let along = colour[i][0] * d_pixel[0] + colour[i][1] * d_pixel[1]; //~ let along = colour[i][0] * d_pixel[0] - colour[i][1] * d_pixel[1]; //~ let along = d_pixel[0] + d_pixel[1]; //~ let along = colour[i][0] * d_pixel[1] + colour[i][1] * d_pixel[0];
        let d_veil = lights[i] * (along - d_light); //~ let d_veil = lights[i] * along; //~ let d_veil = lights[i] * (along + d_light); //~ let d_veil = along - d_light; //~ let d_veil = lights[i] * along - d_light;
        d_light = veils[i] * along + (1.0 - veils[i]) * d_light; //~ d_light = veils[i] * along + d_light; //~ d_light = (1.0 - veils[i]) * d_light; //~ d_light = (1.0 - veils[i]) * along + veils[i] * d_light; //~ d_light += veils[i] * along;
        d_density[i] = d_veil * lengths[i] * (1.0 - veils[i]); //~ d_density[i] = d_veil * lengths[i]; //~ d_density[i] = d_veil * lengths[i] * veils[i]; //~ d_density[i] = d_veil * density[i] * (1.0 - veils[i]); //~ d_density[i] = d_veil * (1.0 - veils[i]);
    }
    (cost, (d_density, d_colour, d_sky))
}
