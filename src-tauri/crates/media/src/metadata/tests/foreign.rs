//! The words of other programs.

use super::bytes::png_with;
use super::*;

fn text(key: &str, text: &str) -> Recipe {
    let data = [key.as_bytes(), b"\0", text.as_bytes()].concat();
    let file = png_with(b"tEXt", &data);
    let clean = stripped(&file);
    assert_eq!(told(&clean), None, "{key} is left in");
    told(&file).unwrap_or_else(|| panic!("{key} was not understood"))
}

fn param(recipe: &Recipe, name: &str) -> String {
    match recipe.params.get(name) {
        Some(ParamValue::Text(text)) => text.clone(),
        Some(ParamValue::Integer(whole)) => whole.to_string(),
        Some(ParamValue::Number(number)) => number.to_string(),
        Some(ParamValue::Boolean(on)) => on.to_string(),
        None => panic!("{name} is missing in {:?}", recipe.params),
    }
}

#[test]
fn the_infotext_of_automatic1111() {
    let recipe = text(
        "parameters",
        "a fox, (snow:1.2)\nSteps: up the stairs\n<lora:fox:0.8>\nNegative prompt: blurry,\nlow \
         quality\nSteps: 20, Sampler: DPM++ 2M Karras, CFG scale: 7.5, Seed: 1234567890, Size: \
         512x768, Model hash: 0123456789, Model: dreamshaper_8, Lora hashes: \"fox: 1, \\\"x\\\": \
         2\", Denoising strength: 0.4, Version: v1.9.4",
    );
    assert_eq!(recipe.format, RecipeFormat::Automatic1111);
    assert_eq!(
        recipe.prompt.as_deref(),
        Some("a fox, (snow:1.2)\nSteps: up the stairs\n<lora:fox:0.8>")
    );
    assert_eq!(
        recipe.negative_prompt.as_deref(),
        Some("blurry,\nlow quality")
    );
    assert_eq!(recipe.model.as_deref(), Some("dreamshaper_8"));
    for (name, value) in [
        ("Steps", "20"),
        ("Sampler", "DPM++ 2M Karras"),
        ("CFG scale", "7.5"),
        ("Seed", "1234567890"),
        ("Size", "512x768"),
        ("Model hash", "0123456789"),
        ("Lora hashes", "fox: 1, \"x\": 2"),
        ("Denoising strength", "0.4"),
    ] {
        assert_eq!(param(&recipe, name), value, "{name}");
    }
}

#[test]
fn an_infotext_without_words_or_without_settings() {
    let recipe = text("parameters", "Steps: 5, Sampler: Euler a, Seed: 1");
    assert_eq!((recipe.prompt.as_deref(), recipe.params.len()), (None, 3));
    let recipe = text("parameters", "Negative prompt: dark\nSteps: 5, Seed: 1");
    assert_eq!(recipe.prompt, None);
    assert_eq!(recipe.negative_prompt.as_deref(), Some("dark"));
    let recipe = text("parameters", "just a fox");
    assert_eq!(recipe.prompt.as_deref(), Some("just a fox"));
}

const GRAPH: &str = r#"{
  "3": {"class_type": "KSampler", "inputs": {"seed": 156680208700286, "steps": 20, "cfg": 8.0,
    "sampler_name": "euler", "scheduler": "normal", "denoise": 1, "model": ["10", 0],
    "positive": ["12", 0], "negative": ["12", 1], "latent_image": ["5", 0]}, "is_changed": [NaN]},
  "4": {"class_type": "CheckpointLoaderSimple", "inputs": {"ckpt_name": "sd15.safetensors"}},
  "5": {"class_type": "EmptyLatentImage", "inputs": {"width": 512, "height": 768}},
  "6": {"class_type": "CLIPTextEncode", "inputs": {"text": ["20", 0], "clip": ["4", 1]}},
  "7": {"class_type": "CLIPTextEncode", "inputs": {"text": "text, NaN, watermark", "clip": ["4", 1]}},
  "10": {"class_type": "LoraLoader", "inputs": {"lora_name": "x", "model": ["4", 0]}},
  "12": {"class_type": "ControlNetApplyAdvanced", "inputs": {"positive": ["6", 0],
    "negative": ["7", 0], "strength": 1}},
  "20": {"class_type": "PrimitiveString", "inputs": {"value": "a fox in the snow"}},
  "30": {"class_type": "KSampler", "inputs": {"seed": 2, "steps": 8, "cfg": 5.0, "model": ["4", 0],
    "positive": ["6", 0], "negative": ["7", 0], "latent_image": ["3", 0]}}
}"#;

#[test]
fn the_graph_of_comfyui_is_followed_from_its_first_sampler() {
    let recipe = text("prompt", GRAPH);
    assert_eq!(recipe.format, RecipeFormat::ComfyUi);
    assert_eq!(recipe.prompt.as_deref(), Some("a fox in the snow"));
    assert_eq!(
        recipe.negative_prompt.as_deref(),
        Some("text, NaN, watermark")
    );
    assert_eq!(recipe.model.as_deref(), Some("sd15.safetensors"));
    for (name, value) in [
        ("seed", "156680208700286"),
        ("steps", "20"),
        ("cfg", "8"),
        ("sampler_name", "euler"),
        ("scheduler", "normal"),
        ("width", "512"),
        ("height", "768"),
    ] {
        assert_eq!(param(&recipe, name), value, "{name}");
    }
}

#[test]
fn sampling_in_parts_is_followed_too() {
    let recipe = text(
        "prompt",
        r#"{"13": {"class_type": "SamplerCustomAdvanced", "inputs": {"noise": ["25", 0],
        "guider": ["22", 0], "sampler": ["16", 0], "sigmas": ["17", 0], "latent_image": ["27", 0]}},
        "25": {"class_type": "RandomNoise", "inputs": {"noise_seed": 18446744073709551615}},
        "22": {"class_type": "BasicGuider", "inputs": {"model": ["12", 0], "conditioning": ["26", 0]}},
        "26": {"class_type": "FluxGuidance", "inputs": {"guidance": 3.5, "conditioning": ["6", 0]}},
        "6": {"class_type": "CLIPTextEncode", "inputs": {"text": "a blue jay", "clip": ["11", 0]}},
        "16": {"class_type": "KSamplerSelect", "inputs": {"sampler_name": "euler"}},
        "17": {"class_type": "BasicScheduler", "inputs": {"scheduler": "simple", "steps": 25,
        "denoise": 1, "model": ["12", 0]}},
        "12": {"class_type": "UNETLoader", "inputs": {"unet_name": "flux1-dev.safetensors"}},
        "27": {"class_type": "EmptySD3LatentImage", "inputs": {"width": 1024, "height": 640}}}"#,
    );
    assert_eq!(recipe.prompt.as_deref(), Some("a blue jay"));
    assert_eq!(recipe.negative_prompt, None);
    assert_eq!(recipe.model.as_deref(), Some("flux1-dev.safetensors"));
    for (name, value) in [
        ("seed", "18446744073709551615"),
        ("steps", "25"),
        ("guidance", "3.5"),
        ("sampler_name", "euler"),
        ("scheduler", "simple"),
        ("width", "1024"),
        ("height", "640"),
    ] {
        assert_eq!(param(&recipe, name), value, "{name}");
    }
}

#[test]
fn a_graph_as_it_was_drawn() {
    let recipe = text(
        "workflow",
        r#"{"last_node_id": 9, "nodes": [
        {"id": 3, "type": "KSampler", "widgets_values": [42, "fixed", 30, 6.5, "euler", "karras", 1],
         "inputs": [{"name": "model", "link": 1}, {"name": "positive", "link": 4},
         {"name": "negative", "link": 6}, {"name": "latent_image", "link": 2}]},
        {"id": 4, "type": "CheckpointLoaderSimple", "widgets_values": ["xl.safetensors"]},
        {"id": 5, "type": "EmptyLatentImage", "widgets_values": [832, 1216, 1]},
        {"id": 6, "type": "CLIPTextEncode", "widgets_values": ["an owl"], "inputs": []},
        {"id": 7, "type": "CLIPTextEncode", "widgets_values": ["noise"], "inputs": null}],
        "links": [[1, 4, 0, 3, 0, "MODEL"], [2, 5, 0, 3, 3, "LATENT"], [4, 6, 0, 3, 1, "C"],
        [6, 7, 0, 3, 2, "C"]]}"#,
    );
    assert_eq!(recipe.prompt.as_deref(), Some("an owl"));
    assert_eq!(recipe.negative_prompt.as_deref(), Some("noise"));
    assert_eq!(recipe.model.as_deref(), Some("xl.safetensors"));
    assert_eq!(
        (param(&recipe, "seed"), param(&recipe, "cfg")),
        ("42".into(), "6.5".into())
    );
    assert_eq!(
        (param(&recipe, "width"), param(&recipe, "height")),
        ("832".into(), "1216".into())
    );
}

#[test]
fn invokeai_of_today() {
    let recipe = text(
        "invokeai_metadata",
        r#"{"app_version": "4.2.9", "generation_mode": "txt2img", "positive_prompt": "a fox",
        "negative_prompt": "fog", "width": 512, "height": 512, "seed": 7, "cfg_scale": 7.5,
        "steps": 30, "scheduler": "euler_a", "model": {"key": "k", "name": "Juggernaut", "base":
        "sdxl"}, "loras": []}"#,
    );
    assert_eq!(recipe.format, RecipeFormat::InvokeAi);
    assert_eq!(recipe.prompt.as_deref(), Some("a fox"));
    assert_eq!(recipe.negative_prompt.as_deref(), Some("fog"));
    assert_eq!(recipe.model.as_deref(), Some("Juggernaut"));
    assert_eq!(
        (param(&recipe, "steps"), param(&recipe, "scheduler")),
        ("30".into(), "euler_a".into())
    );
    assert!(!recipe.params.contains_key("app_version"));
}

#[test]
fn invokeai_of_earlier() {
    let recipe = text(
        "sd-metadata",
        r#"{"model": "stable diffusion", "model_weights": "sd-1.5", "image": {"prompt":
        [{"prompt": "a fox [fog] at dawn", "weight": 1}], "steps": 50, "cfg_scale": 7, "seed": 3,
        "width": 640, "height": 512, "sampler": "k_lms"}}"#,
    );
    assert_eq!(recipe.prompt.as_deref(), Some("a fox  at dawn"));
    assert_eq!(recipe.negative_prompt.as_deref(), Some("fog"));
    assert_eq!(recipe.model.as_deref(), Some("sd-1.5"));
    assert_eq!(param(&recipe, "width"), "640");
    let recipe = text(
        "Dream",
        r#""a fox [fog]" -s 50 -S 123 -W512 -H 704 -C 7.5 -A k_lms -U 2"#,
    );
    assert_eq!(recipe.prompt.as_deref(), Some("a fox"));
    assert_eq!(recipe.negative_prompt.as_deref(), Some("fog"));
    for (name, value) in [
        ("steps", "50"),
        ("seed", "123"),
        ("width", "512"),
        ("height", "704"),
        ("cfg_scale", "7.5"),
        ("sampler", "k_lms"),
    ] {
        assert_eq!(param(&recipe, name), value, "{name}");
    }
}

#[test]
fn other_texts_say_nothing_and_stay() {
    for (key, said) in [
        ("Title", "A fox"),
        ("Comment", "{\"a\": 1}"),
        ("Description", "Steps: to the door"),
        ("Software", "GIMP"),
    ] {
        let file = png_with(b"tEXt", &[key.as_bytes(), b"\0", said.as_bytes()].concat());
        assert_eq!(told(&file), None, "{key}");
        assert!(stripped(&file) == file, "{key}");
    }
}

#[test]
fn a_camera_field_that_holds_a_graph() {
    let data = [b"Model\0prompt:".as_slice(), GRAPH.as_bytes()].concat();
    let recipe = told(&png_with(b"tEXt", &data)).unwrap();
    assert_eq!(recipe.prompt.as_deref(), Some("a fox in the snow"));
}
