//! Which region lies in which: by `parent_code` alone, never by the look of a code.

use hashbrown::HashMap;

use super::table::KindTable;
use crate::domain::{region, shared};

/// The regions by code, each with its parent and its span in a walk through the tree.
#[derive(Debug, Default)]
pub struct RegionTree {
    at: HashMap<Box<str>, usize>,
    nodes: Vec<Node>,
}

#[derive(Debug)]
struct Node {
    code: Box<str>,
    fid: i64,
    parent: Option<usize>,
    /// When a walk through the tree comes to the region, and when it has left everything below.
    enters: u32,
    leaves: u32,
    /// How many regions stand above.
    depth: usize,
}

impl RegionTree {
    /// The tree of a table of regions; of two with one code the published one counts.
    #[must_use]
    pub fn over(table: &KindTable) -> Self {
        let mut tree = Self::default();
        let mut parents: Vec<Option<&str>> = Vec::new();
        for row in table.iter() {
            let Some(code) = row.text(shared::CODE_AT) else {
                continue;
            };
            if table
                .by_code(code)
                .is_none_or(|best| best.fid() != row.fid())
            {
                continue;
            }
            tree.at.insert(code.into(), tree.nodes.len());
            parents.push(row.text(region::PARENT_CODE_AT));
            tree.nodes.push(Node {
                code: code.into(),
                fid: row.fid(),
                parent: None,
                enters: 0,
                leaves: 0,
                depth: 0,
            });
        }
        for (node, parent) in parents.into_iter().enumerate() {
            tree.nodes[node].parent = parent
                .and_then(|code| tree.at.get(code).copied())
                .filter(|parent| *parent != node);
        }
        tree.walk();
        tree
    }

    /// Numbers the nodes; a circle of parents, which the register should not hold, stays outside.
    fn walk(&mut self) {
        let mut below: Vec<Vec<usize>> = vec![Vec::new(); self.nodes.len()];
        let mut open = Vec::new();
        for (at, node) in self.nodes.iter().enumerate() {
            match node.parent {
                Some(parent) => below[parent].push(at),
                None => open.push((at, false)),
            }
        }
        let mut clock = 0;
        while let Some((at, done)) = open.pop() {
            clock += 1;
            if done {
                self.nodes[at].leaves = clock;
                continue;
            }
            self.nodes[at].enters = clock;
            let above = self.nodes[at].parent;
            self.nodes[at].depth = above.map_or(0, |parent| self.nodes[parent].depth + 1);
            open.push((at, true));
            open.extend(below[at].iter().map(|child| (*child, false)));
        }
    }

    /// How many regions.
    #[must_use]
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    /// Whether the code is known.
    #[must_use]
    pub fn contains(&self, code: &str) -> bool {
        self.at.contains_key(code)
    }

    /// Whether a region is the given one or below it; an unknown code is only below itself.
    #[must_use]
    pub fn is_below(&self, code: &str, ancestor: &str) -> bool {
        if code == ancestor {
            return true;
        }
        let (Some(lower), Some(upper)) = (self.at.get(code), self.at.get(ancestor)) else {
            return false;
        };
        let (lower, upper) = (&self.nodes[*lower], &self.nodes[*upper]);
        upper.enters < lower.enters && lower.enters < upper.leaves
    }

    /// The code of the region above.
    #[must_use]
    pub fn parent(&self, code: &str) -> Option<&str> {
        let node = &self.nodes[*self.at.get(code)?];
        node.parent.map(|parent| &*self.nodes[parent].code)
    }

    /// The small numbers of the region and of those above it, lowest first.
    pub fn upwards(&self, code: &str) -> impl Iterator<Item = i64> + '_ {
        let mut next = self.at.get(code).copied();
        // No chain is longer than this; a circle ends here.
        (0..16).map_while(move |_| {
            let node = &self.nodes[next?];
            next = node.parent;
            Some(node.fid)
        })
    }

    /// How many regions stand above one; none above an unknown one or one in a circle of parents.
    #[must_use]
    pub fn depth(&self, code: &str) -> usize {
        self.at.get(code).map_or(0, |node| self.nodes[*node].depth)
    }

    /// The codes of the regions directly below one.
    pub fn children<'a>(&'a self, code: &str) -> impl Iterator<Item = &'a str> + use<'a> {
        let parent = self.at.get(code).copied();
        self.nodes
            .iter()
            .filter(move |node| parent.is_some() && node.parent == parent)
            .map(|node| &*node.code)
    }
}
