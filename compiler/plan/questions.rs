//! What others ask of a plan.

use crate::launch::{Launcher, Start};

use super::{Container, Plan};

impl Container {
    /// What is known of its JVM.
    pub fn start(&self) -> Start {
        let by_script = self.launcher == Launcher::Shell && self.variable != "JAVA_TOOL_OPTIONS";
        Start {
            launcher: self.launcher,
            variable: by_script.then(|| self.variable.clone()),
            jdk: self.jdk,
            tomcat: None,
        }
    }
}

impl Plan {
    /// Whether nothing is given to any JVM.
    pub fn is_empty(&self) -> bool {
        let idle = |c: &Container| c.agents.is_empty() && c.jvm.is_empty() && c.env.is_empty();
        self.containers.iter().all(idle)
    }

    /// Whether its pods end by themselves: a container that stays beside the application would keep them from it.
    pub fn ends(&self) -> bool {
        let Some(workload) = &self.workload else { return false };
        let pod = workload.manifest.as_ref().and_then(|m| m.document.pointer(&m.pod_spec));
        let policy = pod.and_then(|pod| pod.get("restartPolicy")?.as_str());
        matches!(workload.kind.as_str(), "Job" | "CronJob") || policy.is_some_and(|policy| policy != "Always")
    }

    /// Whether some JVM uses a profile.
    pub fn has_agents(&self) -> bool {
        self.containers.iter().any(|container| !container.agents.is_empty())
    }
}
