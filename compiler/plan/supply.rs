//! Where an agent's files, plugins, volumes and sidecars come from, and where they stand.

use crate::diagnostic::{Diagnostic, Reported, codes};
use crate::profile::{Facts, Profile};
use crate::source::Spanned;
use crate::syntax::Fields;

use super::agent::{Setting, assignment, known_text, size_or};
use super::interpolate::{Scope, fill};
use super::{AgentFiles, ArchivePlan, Home, Plugin, SidecarPlan, VolumePlan, WritableFolder};

impl Setting<'_> {
    /// The agent's folder in the application's container.
    pub(super) fn mount(&self, facts: &Facts) -> Result<Option<String>, Reported> {
        let Some(files) = &facts.files else { return Ok(None) };
        let scope = Scope { known: self.known.to_vec(), settings: &|_| None, pod: false };
        let operated = |home: &&Home| home.capabilities.iter().any(|c| facts.capabilities.contains(c));
        let folder = self.home.filter(operated).map_or(&files.mount, |home| &home.folder);
        fill(folder, &scope, self.sink).map(|mount| Some(known_text(mount)))
    }

    pub(super) fn files(
        &self,
        facts: &Facts,
        scope: &Scope,
        mount: Option<String>,
        profile: &Profile,
    ) -> Result<Option<AgentFiles>, Reported> {
        let Some(files) = &facts.files else { return Ok(None) };
        let own_image = self.draft.image.as_ref().map(|t| &t.value).or(facts.image.as_ref());
        let (image, built) = match own_image {
            Some(image) => {
                let name = known_text(fill(image, scope, self.sink)?);
                if !super::image::is_reference(&name) {
                    let message = format!("`{name}` is no image reference");
                    return Err(self.sink.error(Diagnostic::new(&codes::TYPE, image.span, message)));
                }
                (self.project.images.resolve(&name), false)
            }
            None => (self.built_image(&profile.name.value), true),
        };
        let from = files.from.as_ref().map_or_else(|| files.mount.value.clone(), |from| from.value.clone());
        let jars: Result<Vec<String>, Reported> =
            files.jars.iter().map(|jar| fill(jar, scope, self.sink).map(known_text)).collect();
        let archive = facts.archive.as_ref().filter(|_| built).map(|a| {
            let url = fill(&a.url, scope, self.sink).map(known_text);
            url.map(|url| ArchivePlan {
                url,
                strip: a.strip,
                sha256: a.sha256.as_ref().map(|s| s.value.clone()),
            })
        });
        let writable = files.writable.iter().map(|w| WritableFolder {
            path: w.path.value.clone(),
            size: size_or(w.size.as_ref(), "100Mi"),
            missing: w.missing,
        });
        Ok(Some(AgentFiles {
            image,
            built,
            mount: mount.unwrap_or_default(),
            archive: archive.transpose()?,
            size: size_or(facts.size.as_ref(), "200Mi"),
            jars: jars?,
            whole: files.whole,
            runs_as_root: facts.runs_as_root && !built,
            writable: writable.collect(),
            plugins: self.plugins(facts, scope, &from)?,
            from,
        }))
    }

    /// An image nobody publishes is named after the registry of the tree.
    fn built_image(&self, profile: &str) -> String {
        let prefix = self.project.registry.as_ref().map_or("localhost/agents", |r| r.prefix.value.as_str());
        format!("{prefix}/{profile}:{}", self.context.release)
    }

    fn plugins(&self, facts: &Facts, scope: &Scope, from: &str) -> Result<Vec<Plugin>, Reported> {
        let mut plugins = Vec::new();
        for (name, traced) in &self.draft.plugins {
            let fields = Fields::of(&traced.value, self.sink);
            fields.takes(1, &["image", "from"], false)?;
            let Some((dir, bundled)) = &facts.plugins else {
                let message = "this agent takes no plugins".to_owned();
                return Err(fields.error(&codes::UNKNOWN_NAME, fields.span(), message, None));
            };
            let (jar, image, source) = match fields.prop_text("image")? {
                Some(image) => {
                    let reference = known_text(fill(&image, scope, self.sink)?);
                    let source = fields.prop_text("from")?.map_or_else(|| format!("/{name}"), |f| f.value);
                    (name.clone(), self.project.images.resolve(&reference), source)
                }
                None => {
                    let Some(folder) = bundled.first() else {
                        let help =
                            Some("say which image it comes from: plugin \"x.jar\" image=\"…\"".to_owned());
                        let message = "this agent ships no plugins of its own".to_owned();
                        return Err(fields.error(&codes::MISSING, fields.span(), message, help));
                    };
                    let folder = fields.prop_text("from")?.map_or_else(|| folder.clone(), |f| f.value);
                    let jar = format!("{name}-{}.jar", self.context.release);
                    let whole = name.rsplit_once('.').is_some_and(|(_, extension)| extension == "jar");
                    let jar = if whole { name.clone() } else { jar };
                    let source = format!("{}/{folder}/{jar}", from.trim_end_matches('/'));
                    (jar, self.own_image(facts, scope)?, source)
                }
            };
            plugins.push(Plugin { target: format!("{dir}/{jar}"), jar, image, source });
        }
        Ok(plugins)
    }

    fn own_image(&self, facts: &Facts, scope: &Scope) -> Result<String, Reported> {
        let own = self.draft.image.as_ref().map(|t| &t.value).or(facts.image.as_ref());
        let name = own.map(|image| fill(image, scope, self.sink).map(known_text)).transpose()?;
        Ok(name.map(|name| self.project.images.resolve(&name)).unwrap_or_default())
    }

    pub(super) fn volumes(&self, facts: &Facts, scope: &Scope) -> Result<Vec<VolumePlan>, Reported> {
        let text = |t: &Option<Spanned<String>>| {
            t.as_ref().map(|t| fill(t, scope, self.sink).map(known_text)).transpose()
        };
        let one = |volume: &crate::profile::Volume| {
            Ok(VolumePlan {
                name: volume.name.value.clone(),
                mount: known_text(fill(&volume.mount, scope, self.sink)?),
                size: text(&volume.size)?,
                claim: text(&volume.claim)?,
            })
        };
        facts.volumes.values().map(one).collect()
    }

    pub(super) fn sidecars(&self, facts: &Facts, scope: &Scope) -> Result<Vec<SidecarPlan>, Reported> {
        let one = |sidecar: &crate::profile::Sidecar| {
            let command = sidecar.command.iter().map(|c| fill(c, scope, self.sink).map(known_text));
            let env = sidecar.env.iter().map(|node| {
                let name = Fields::of(node, self.sink).text(0)?.value;
                Ok((name, assignment(node, scope, self.sink)?))
            });
            let image = known_text(fill(&sidecar.image, scope, self.sink)?);
            Ok(SidecarPlan {
                name: sidecar.name.value.clone(),
                image: self.project.images.resolve(&image),
                command: command.collect::<Result<_, Reported>>()?,
                env: env.collect::<Result<_, Reported>>()?,
                mounts: sidecar.mounts.iter().map(|(v, p)| (v.value.clone(), p.value.clone())).collect(),
                user: sidecar.user,
            })
        };
        facts.sidecars.values().map(one).collect()
    }
}
