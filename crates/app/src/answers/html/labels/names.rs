//! The names of closed lists, in both languages.

use unstuck_canon::{Category, Kind, Lang, Outcome, Provenance, Risk, Status};

use crate::view::Verdict;

/// Names in one language.
#[derive(Clone, Copy)]
pub(in crate::answers::html) struct Names(pub(crate) Lang);

impl Names {
    fn pick(self, en: &'static str, zh: &'static str) -> &'static str {
        match self.0 {
            Lang::En => en,
            Lang::Zh => zh,
        }
    }

    pub(in crate::answers::html) fn category(self, category: Category) -> &'static str {
        let (en, zh) = match category {
            Category::AuthError => ("authentication", "身份验证"),
            Category::PermissionError => ("permission", "权限"),
            Category::NetworkError => ("network", "网络"),
            Category::TlsError => ("TLS", "TLS"),
            Category::DependencyError => ("dependency", "依赖"),
            Category::BuildError => ("build", "构建"),
            Category::SyntaxError => ("syntax", "语法"),
            Category::ConfigError => ("configuration", "配置"),
            Category::ResourceError => ("resources", "资源"),
            Category::ConflictError => ("conflict", "冲突"),
            Category::NotFoundError => ("not found", "未找到"),
            Category::VersionError => ("version", "版本"),
            Category::RuntimeError => ("run time", "运行时"),
            Category::DataError => ("data", "数据"),
            Category::ServiceError => ("service", "服务"),
        };
        self.pick(en, zh)
    }

    pub(in crate::answers::html) fn status(self, status: Status) -> &'static str {
        let (en, zh) = match status {
            Status::Confirmed => ("confirmed", "已证实"),
            Status::Unconfirmed => ("unconfirmed", "未经证实"),
            Status::Withdrawn => ("withdrawn", "已撤回"),
        };
        self.pick(en, zh)
    }

    pub(in crate::answers::html) fn provenance(self, provenance: Provenance) -> &'static str {
        let (en, zh) = match provenance {
            Provenance::Human => ("written against evidence", "依据证据编写"),
            Provenance::AiGenerated => ("began as a generated page", "源自自动生成的页面"),
            Provenance::Imported => ("imported", "从别处导入"),
        };
        self.pick(en, zh)
    }

    pub(in crate::answers::html) fn risk(self, risk: Risk) -> &'static str {
        let (en, zh) = match risk {
            Risk::Destroys => ("may lose data or history", "可能丢失数据或历史"),
            Risk::Root => ("needs administrator rights", "需要管理员权限"),
            Risk::Network => ("uses the network", "会访问网络"),
            Risk::Exposes => ("weakens security", "会降低安全性"),
        };
        self.pick(en, zh)
    }

    pub(in crate::answers::html) fn kind(self, kind: Kind) -> &'static str {
        let (en, zh) = match kind {
            Kind::Workaround => ("workaround", "有用的做法"),
            Kind::DeadEnd => ("dead end", "没有用的做法"),
        };
        self.pick(en, zh)
    }

    pub(in crate::answers::html) fn verdict(self, verdict: Verdict) -> &'static str {
        let (en, zh) = match verdict {
            Verdict::Supported => ("the counts support the label", "统计结果支持该标签"),
            Verdict::Refuted => ("the counts refute the label", "统计结果推翻该标签"),
            Verdict::Open => ("too few counts to say", "样本太少，尚无定论"),
            Verdict::Unmeasured => ("not measured", "尚未测量"),
        };
        self.pick(en, zh)
    }

    pub(in crate::answers::html) fn ended(self, outcome: Outcome) -> &'static str {
        let (en, zh) = match outcome {
            Outcome::Fixed => ("fixed", "已解决"),
            Outcome::Same => ("same failure again", "问题依旧"),
        };
        self.pick(en, zh)
    }

    /// A day as people write it.
    pub(in crate::answers::html) fn day(self, iso: &str) -> String {
        let mut parts = iso.get(..10).unwrap_or(iso).split('-').map(|part| part.trim_start_matches('0'));
        match (self.0, parts.next(), parts.next(), parts.next()) {
            (Lang::Zh, Some(year), Some(month), Some(day)) => format!("{year}年{month}月{day}日"),
            _ => iso.get(..10).unwrap_or(iso).to_owned(),
        }
    }

    /// A fact of an environment.
    pub(in crate::answers::html) fn fact(self, fact: &str) -> String {
        match (self.0, fact) {
            (Lang::Zh, "os") => "操作系统".to_owned(),
            (Lang::Zh, "arch") => "架构".to_owned(),
            (Lang::Zh, "variant") => "情形".to_owned(),
            _ => fact.to_owned(),
        }
    }
}
