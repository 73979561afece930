//! The line to PostgreSQL: how soon somebody notices that it is dead.

/// What libpq minds by itself for minutes or hours: that nobody answers when a connection opens,
/// that nobody takes what is sent (milliseconds), and that nobody is there any more (seconds). And
/// what it would try before TLS, whatever `sslmode` says, for whoever has a ticket of Kerberos.
const MINDED: [(&str, &str); 6] = [
    ("connect_timeout", "2"),
    ("tcp_user_timeout", "5000"),
    ("keepalives_idle", "5"),
    ("keepalives_interval", "2"),
    ("keepalives_count", "3"),
    ("gssencmode", "disable"),
];

/// The address with these settings, but for those that it has already.
pub(crate) fn minded(url: &str) -> String {
    let query = url.split_once('?').map_or("", |(_, query)| query);
    let said = |name: &str| {
        let mut pairs = query.split('&').filter_map(|pair| pair.split_once('='));
        pairs.any(|(key, _)| key == name)
    };
    let mut minded = url.to_owned();
    for (name, value) in MINDED {
        if !said(name) {
            let joint = match minded.find('?') {
                None => "?",
                Some(_) if minded.ends_with(['?', '&']) => "",
                Some(_) => "&",
            };
            minded = format!("{minded}{joint}{name}={value}");
        }
    }
    minded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dead_line_is_noticed_and_what_the_operator_says_counts() {
        let limits = "tcp_user_timeout=5000&keepalives_idle=5&keepalives_interval=2&\
                      keepalives_count=3&gssencmode=disable";
        assert_eq!(
            minded("postgres://u:p@localhost/p"),
            format!("postgres://u:p@localhost/p?connect_timeout=2&{limits}")
        );
        assert_eq!(
            minded("postgres://localhost/p?sslmode=verify-full&connect_timeout=9"),
            format!("postgres://localhost/p?sslmode=verify-full&connect_timeout=9&{limits}")
        );
        let limits = limits.replace("&gssencmode=disable", "");
        assert_eq!(
            minded("postgres://localhost/p?gssencmode=prefer"),
            format!("postgres://localhost/p?gssencmode=prefer&connect_timeout=2&{limits}")
        );
    }
}
