enum Light {
    Red,
    Yellow,
    Green,
}

fn wait(light: Light) -> u32 {
    match light {
        Light::Red => 30,
        Light::Green => 0,
    }
}

fn main() {
    for light in [Light::Red, Light::Yellow, Light::Green] {
        println!("{}", wait(light));
    }
}
