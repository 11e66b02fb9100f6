//! Dockerfiles: an image or a problem, and every launcher starts what was read.
#![no_main]

use agentc::launch::{Container, ImageConfig, Launcher, Start, launch};
use agentc::read::dockerfile::{Build, read};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let context = |path: &str| path.starts_with('a').then(|| "a=1\n".to_owned());
    let images = |name: &str| {
        let env = vec![("PATH".to_owned(), "/bin".into())];
        name.starts_with('j').then(|| ImageConfig { env, ..ImageConfig::default() })
    };
    let reading = read(text, &Build { context: &context, images: &images, ..Build::default() });
    assert!(reading.image.is_some() || !reading.problems.is_empty());
    let lines = u32::try_from(text.lines().count()).unwrap_or(u32::MAX).max(1);
    assert!(
        reading.problems.iter().all(|problem| (1..=lines).contains(&problem.line)),
        "{:?}",
        reading.problems
    );
    let Some(image) = reading.image else { return };
    let container = Container { image: Some(image.config), files: image.files, ..Container::default() };
    let _ = container.files.lookup("/opt/agent/agent.jar");
    for launcher in Launcher::ALL {
        for jdk in [8, 17] {
            let _ = launch(&container, &Start { launcher, variable: None, jdk: Some(jdk), tomcat: None });
        }
    }
});
