//! Pages of a list with a total order.

/// Which page: how many items, and after which one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page<K> {
    /// 1 to 100.
    pub limit: u16,
    /// The key of the last item that the reader has.
    pub after: Option<K>,
}

/// One page of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paged<T> {
    /// At most `limit` items, in the order of the list.
    pub items: Vec<T>,
    /// Whether more items follow.
    pub more: bool,
}

impl<K> Page<K> {
    /// How many rows to ask for: one more than the page holds, which tells whether more follow.
    pub fn probe(&self) -> i64 {
        i64::from(self.limit) + 1
    }

    /// Cuts the probed rows to the page.
    pub fn cut<T>(&self, mut rows: Vec<T>) -> Paged<T> {
        let limit = usize::from(self.limit);
        let more = rows.len() > limit;
        rows.truncate(limit);
        Paged { items: rows, more }
    }

    /// The page of a list, the greatest first, out of the pages to which several ways into the
    /// table led. What two of them found is there once.
    pub fn merge<T, O: Ord>(&self, mut rows: Vec<T>, order: impl Fn(&T) -> O) -> Paged<T> {
        rows.sort_by_key(|row| std::cmp::Reverse(order(row)));
        rows.dedup_by_key(|row| order(row));
        self.cut(rows)
    }
}

impl<T> Paged<T> {
    /// The same page with each item turned into something else.
    pub fn map<U>(self, f: impl FnMut(T) -> U) -> Paged<U> {
        Paged {
            items: self.items.into_iter().map(f).collect(),
            more: self.more,
        }
    }
}
