//! Init containers that fetch an agent, and change what they fetched.

use agentc::launch::{Content, Download, Lookup};
use serde_json::json;

use super::copies::pod_with;
use super::{content, read};

const URL: &str = "https://example.com/v2/agent-2.tgz";

fn at(script: &str, path: &str) -> Lookup {
    let init = json!({ "command": ["sh", "-c", script], "env": [{ "name": "URL", "value": URL }] });
    read(&pod_with(&init), "app").files.lookup(path)
}

fn download() -> Download {
    Download { url: URL.into(), checksum: None }
}

/// Every way in which `curl` and `wget` say where the file goes, by their manuals.
#[test]
fn downloads_go_where_the_option_says() {
    for script in [
        "curl -sSL -o /vol/a.jar $URL",
        "curl -fsSLo /vol/a.jar $URL",
        "curl --output /vol/a.jar --location $URL",
        "curl -sSL $URL > /vol/a.jar",
        "wget -q -O /vol/a.jar $URL",
        "wget -qO/vol/a.jar $URL",
        "wget -qO- $URL > /vol/a.jar",
        "apk add --no-cache curl && curl $URL -o /vol/a.jar",
        "apt-get update && apt-get install -y wget; cd /vol; wget -O a.jar $URL",
    ] {
        assert_eq!(content(at(script, "/agent/a.jar")), Some(Content::Download(download())), "{script}");
    }
    for script in ["cd /vol && curl -sSLO $URL", "wget -P /vol $URL", "cd /vol; wget -q $URL"] {
        assert_eq!(
            content(at(script, "/agent/agent-2.tgz")),
            Some(Content::Download(download())),
            "{script}"
        );
    }
    // Into a folder that nobody knows.
    assert_eq!(content(at("wget -q $URL", "/agent/agent-2.tgz")), None);
}

#[test]
fn archives_are_unpacked_from_a_file_and_from_a_pipe() {
    let unpacked = |strip, path: &str| Content::Archive { download: download(), strip, path: path.into() };
    for script in [
        "curl -sSL $URL | tar -xz -C /vol --strip-components=1",
        "wget -qO- $URL | tar xzf - -C /vol --strip-components=1",
        "wget -O /tmp/a.tgz $URL && tar -xzf /tmp/a.tgz -C /vol --strip-components=1",
    ] {
        assert_eq!(content(at(script, "/agent/a.jar")), Some(unpacked(1, "/a.jar")), "{script}");
    }
    let zip = "curl -o /tmp/a.zip $URL; unzip -q /tmp/a.zip -d /vol";
    assert_eq!(content(at(zip, "/agent/x/a.jar")), Some(unpacked(0, "/x/a.jar")));
    // Something stands between.
    assert_eq!(content(at("curl $URL | gunzip | tar x -C /vol", "/agent/a.jar")), None);
}

/// An edited file is another one, and everything beside it is what it was; a link shows its target.
#[test]
fn an_edit_and_a_link_change_one_name() {
    let edited =
        "cp -r /opt/agent/. /vol; sed -i 's/a/b/' /vol/agent.config; ln -s /vol/agent-3.jar /vol/agent.jar";
    let image = |path: &str| Some(Content::Image { image: "agent:1".into(), path: path.into() });
    assert_eq!(content(at(edited, "/agent/agent.config")), None);
    assert_eq!(content(at(edited, "/agent/agent-3.jar")), image("/opt/agent/agent-3.jar"));
    // An absolute link is followed in the container that looks, where the volume is mounted elsewhere.
    let own = Content::Image { image: "app:1".into(), path: "/vol/agent-3.jar".into() };
    assert_eq!(content(at(edited, "/agent/agent.jar")), Some(own));
    let relative = edited.replace("/vol/agent-3.jar /vol", "agent-3.jar /vol");
    assert_eq!(content(at(&relative, "/agent/agent.jar")), image("/opt/agent/agent-3.jar"));
    let printed = edited.replace("sed -i", "sed");
    assert_eq!(content(at(&printed, "/agent/agent.config")), image("/opt/agent/agent.config"));
}

/// The lines of a document are input: none of them is a command.
#[test]
fn a_here_document_is_no_list_of_commands() {
    let script = "curl -o /vol/a.jar $URL\ncat > /vol/a.yaml <<'EOF'\nrm -rf /vol\nrules: [a]\nEOF\nchmod 444 /vol/a.jar";
    assert_eq!(content(at(script, "/agent/a.jar")), Some(Content::Download(download())));
    let lines = Content::Text("rm -rf /vol\nrules: [a]\n".to_owned());
    assert_eq!(content(at(script, "/agent/a.yaml")), Some(lines));
    let expanded = script.replace("<<'EOF'", "<<EOF").replace("[a]", "[$A]");
    assert!(matches!(at(&expanded, "/agent/a.yaml"), Lookup::Unknown { .. }));
    let tabs = script.replace("<<'EOF'", "<<-EOF").replace("\nEOF", "\n\t\tEOF");
    assert_eq!(content(at(&tabs, "/agent/a.jar")), Some(Content::Download(download())));
    let open = script.replace("\nEOF", "");
    assert_eq!(content(at(&open, "/agent/a.jar")), Some(Content::Download(download())));
}
