//! Options that some JDKs do not know: the JVM exits.

use super::JvmOption;
use crate::text::Text;

/// Why a JDK exits over an option.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Refused {
    /// The first JDK that refuses it, or the first that takes it.
    pub by: Bound,
    /// What stands in for it.
    pub instead: &'static str,
}

/// Which JDKs refuse an option.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bound {
    /// This one and later ones.
    From(u32),
    /// Those before this one.
    Before(u32),
}

const GC_LOG: Refused = Refused { by: Bound::From(9), instead: "-Xlog:gc* takes its place" };
const CMS: Refused =
    Refused { by: Bound::From(15), instead: "the collector is gone; -XX:+UseG1GC is the default" };
const FOREGROUND_CMS: Refused = Refused { by: Bound::From(9), ..CMS };
const PERM: Refused = Refused { by: Bound::From(17), instead: "-XX:MaxMetaspaceSize takes its place" };
const FRACTION: Refused = Refused { by: Bound::From(25), instead: "-XX:MaxRAMPercentage takes its place" };
const TRACE: Refused = Refused { by: Bound::From(17), instead: "-Xlog:class+load takes its place" };

const fn from(jdk: u32, instead: &'static str) -> Refused {
    Refused { by: Bound::From(jdk), instead }
}

/// `-XX` flags. `special_jvm_flags` in `HotSpot`'s arguments.cpp of each release has those that expired; JEP 271 those of
/// the GC log; JEP 214 those of the foreground collector. A flag that is ignored with a warning is not here.
const FLAGS: &[(&str, Refused)] = &[
    ("AggressiveOpts", from(13, "nothing takes its place")),
    ("CMSFullGCsBeforeCompaction", FOREGROUND_CMS),
    ("CMSIncrementalMode", FOREGROUND_CMS),
    ("ExplicitGCInvokesConcurrentAndUnloadsClasses", from(10, "-XX:+ExplicitGCInvokesConcurrent is enough")),
    ("GCLogFileSize", GC_LOG),
    ("InitialRAMFraction", FRACTION),
    ("MaxPermSize", PERM),
    ("MaxRAMFraction", FRACTION),
    ("MinRAMFraction", FRACTION),
    ("NumberOfGCLogFiles", GC_LOG),
    ("PermSize", PERM),
    ("PrintAdaptiveSizePolicy", GC_LOG),
    ("PrintGCApplicationConcurrentTime", GC_LOG),
    ("PrintGCApplicationStoppedTime", GC_LOG),
    ("PrintGCCause", GC_LOG),
    ("PrintGCDateStamps", GC_LOG),
    ("PrintGCTimeStamps", GC_LOG),
    ("PrintHeapAtGC", GC_LOG),
    ("PrintPromotionFailure", GC_LOG),
    ("PrintReferenceGC", GC_LOG),
    ("PrintTenuringDistribution", GC_LOG),
    ("TraceClassLoading", TRACE),
    ("TraceClassUnloading", TRACE),
    ("UnlockCommercialFeatures", from(11, "Flight Recorder needs no unlocking")),
    ("UseBiasedLocking", from(21, "nothing takes its place")),
    ("UseCGroupMemoryLimitForHeap", from(11, "-XX:+UseContainerSupport is the default")),
    ("UseCMSCompactAtFullCollection", FOREGROUND_CMS),
    ("UseConcMarkSweepGC", CMS),
    ("UseFastAccessorMethods", from(10, "nothing takes its place")),
    ("UseGCLogFileRotation", GC_LOG),
    ("UseParNewGC", from(10, "the collector is gone; -XX:+UseG1GC is the default")),
    ("UseParallelOldGC", from(16, "-XX:+UseParallelGC does both")),
    ("UseZGC", Refused { by: Bound::Before(11), instead: "use another collector" }),
    ("ZGenerational", Refused { by: Bound::Before(21), instead: "its ZGC has one generation only" }),
];

/// Options of other forms, by their beginning.
const OTHERS: &[(&str, Refused)] = &[
    ("-Xincgc", FOREGROUND_CMS),
    ("-Xbootclasspath/p:", from(9, "--patch-module takes its place")),
    ("-d64", from(10, "nothing takes its place: there is no other JVM")),
    ("-Djava.ext.dirs=", from(9, "the class path takes its place")),
    ("-Djava.endorsed.dirs=", from(9, "--patch-module takes its place")),
    ("-Xlog:", Refused { by: Bound::Before(9), instead: "-Xloggc and -XX:+PrintGCDetails are its own" }),
    ("--", Refused { by: Bound::Before(9), instead: "it has no modules" }),
];

/// Why this JDK exits over an option; `None` where it takes it, or ignores it.
pub fn refused(option: &Text, jdk: u32) -> Option<Refused> {
    let flag = |name: &Text| {
        let name = name.known()?;
        let own = FLAGS.iter().find(|(own, _)| *own == name).map(|(_, refused)| *refused);
        let of_cms = name.starts_with("CMS") || name.starts_with("UseCMS");
        own.or(of_cms.then_some(CMS))
    };
    let found = match JvmOption::parse(option) {
        JvmOption::Switch { name, .. } | JvmOption::Flag { name, .. } => flag(&name),
        _ => OTHERS.iter().find(|(begin, _)| option.strip_prefix(begin).is_some()).map(|(_, found)| *found),
    };
    found.filter(|refused| match refused.by {
        Bound::From(first) => jdk >= first,
        Bound::Before(first) => jdk < first,
    })
}

/// Flags that each choose a collector. A JVM that is given two of them exits.
pub fn collectors() -> &'static [&'static str] {
    &[
        "UseSerialGC",
        "UseParallelGC",
        "UseConcMarkSweepGC",
        "UseG1GC",
        "UseZGC",
        "UseShenandoahGC",
        "UseEpsilonGC",
    ]
}
