use std::collections::{HashMap, HashSet};

use proptest::prelude::*;
use sqlx::Row;
use studio_domain::{ConversationId, DeletionId, MessageId, Role};
use studio_store::{conversations, deletions, messages};

use crate::support::{Fixture, empty_message, fixture};

/// What a person may do, with numbers that choose among what is there.
#[derive(Debug, Clone)]
enum Act {
    /// Says something at the end of the shown branch and gets an answer.
    Send(usize),
    /// Has a shown answer written again.
    Regenerate(usize, usize),
    /// Says something else in place of a shown message.
    Edit(usize, usize),
    /// Shows the branch of another message.
    Select(usize, usize),
    /// Deletes the conversation.
    Delete(usize),
    /// Takes a deletion back, an old one or one taken back already too.
    Undo(usize),
    /// Tries to answer a message of another conversation.
    CrossOver(usize, usize),
}

fn act() -> impl Strategy<Value = Act> {
    let pick = || 0..1_000_usize;
    prop_oneof![
        4 => pick().prop_map(Act::Send),
        2 => (pick(), pick()).prop_map(|(chat, at)| Act::Regenerate(chat, at)),
        2 => (pick(), pick()).prop_map(|(chat, at)| Act::Edit(chat, at)),
        2 => (pick(), pick()).prop_map(|(chat, at)| Act::Select(chat, at)),
        1 => pick().prop_map(Act::Delete),
        2 => pick().prop_map(Act::Undo),
        1 => (pick(), pick()).prop_map(|(chat, at)| Act::CrossOver(chat, at)),
    ]
}

/// A message as the model has it.
#[derive(Debug, Clone, PartialEq)]
struct Node {
    id: MessageId,
    parent: Option<MessageId>,
    role: Role,
}

/// A conversation as the model has it.
#[derive(Debug, Clone, PartialEq)]
struct Chat {
    id: ConversationId,
    nodes: Vec<Node>,
    head: Option<MessageId>,
    deleted_by: Option<DeletionId>,
}

impl Chat {
    fn node(&self, id: MessageId) -> &Node {
        self.nodes
            .iter()
            .find(|node| node.id == id)
            .expect("the model's links stay in the conversation")
    }

    fn shown(&self) -> Vec<Node> {
        let mut path = Vec::new();
        let mut next = self.head;
        while let Some(id) = next {
            let node = self.node(id).clone();
            next = node.parent;
            path.insert(0, node);
        }
        path
    }

    fn newest_leaf(&self, from: MessageId) -> MessageId {
        let children = self.nodes.iter().filter(|node| node.parent == Some(from));
        match children.map(|node| node.id).max() {
            Some(child) => self.newest_leaf(child),
            None => from,
        }
    }

    fn siblings(&self, of: &Node) -> Vec<MessageId> {
        self.nodes
            .iter()
            .filter(|node| node.parent == of.parent && node.role == of.role)
            .map(|node| node.id)
            .collect()
    }
}

struct World {
    home: Fixture,
    chats: Vec<Chat>,
    acts: Vec<DeletionId>,
}

impl World {
    async fn new() -> Self {
        let home = fixture().await;
        let mut chats = Vec::new();
        for title in ["one", "two"] {
            chats.push(Chat {
                id: home.conversation(title).await,
                nodes: Vec::new(),
                head: None,
                deleted_by: None,
            });
        }
        Self {
            home,
            chats,
            acts: Vec::new(),
        }
    }

    async fn add(&mut self, chat: usize, parent: Option<MessageId>, role: Role) -> MessageId {
        let id = self
            .home
            .message(self.chats[chat].id, parent, role, "x")
            .await;
        let chat = &mut self.chats[chat];
        chat.nodes.push(Node { id, parent, role });
        chat.head = Some(id);
        id
    }

    async fn perform(&mut self, act: Act) {
        match act {
            Act::Undo(pick) => return self.undo(pick).await,
            Act::CrossOver(chat, at) => return self.cross_over(chat % 2, at).await,
            _ => {}
        }
        let (Act::Send(chat)
        | Act::Regenerate(chat, _)
        | Act::Edit(chat, _)
        | Act::Select(chat, _)
        | Act::Delete(chat)) = act
        else {
            return;
        };
        let chat = chat % 2;
        if self.chats[chat].deleted_by.is_some() {
            return;
        }
        match act {
            Act::Send(_) => self.say(chat, self.chats[chat].head).await,
            Act::Edit(_, at) => {
                if let Some(node) = self.pick_shown(chat, at, Role::User) {
                    self.say(chat, node.parent).await;
                }
            }
            Act::Regenerate(_, at) => {
                if let Some(node) = self.pick_shown(chat, at, Role::Assistant) {
                    self.add(chat, node.parent, Role::Assistant).await;
                }
            }
            Act::Select(_, at) => self.select(chat, at).await,
            _ => self.delete(chat).await,
        }
    }

    async fn say(&mut self, chat: usize, parent: Option<MessageId>) {
        let said = self.add(chat, parent, Role::User).await;
        self.add(chat, Some(said), Role::Assistant).await;
    }

    fn pick_shown(&self, chat: usize, at: usize, role: Role) -> Option<Node> {
        let mut shown = self.chats[chat].shown();
        shown.retain(|node| node.role == role);
        (!shown.is_empty()).then(|| shown[at % shown.len()].clone())
    }

    async fn select(&mut self, chat: usize, at: usize) {
        let nodes = &self.chats[chat].nodes;
        if nodes.is_empty() {
            return;
        }
        let chosen = nodes[at % nodes.len()].id;
        let leaf = messages::newest_leaf(&self.home.store, chosen)
            .await
            .unwrap();
        assert_eq!(leaf, self.chats[chat].newest_leaf(chosen));
        let mut tx = self.home.write().await;
        conversations::set_head(&mut tx, self.chats[chat].id, Some(leaf))
            .await
            .unwrap();
        tx.commit().await.unwrap();
        self.chats[chat].head = Some(leaf);
    }

    async fn delete(&mut self, chat: usize) {
        let mut tx = self.home.write().await;
        let deletion = conversations::delete(&mut tx, self.chats[chat].id)
            .await
            .unwrap();
        tx.commit().await.unwrap();
        self.chats[chat].deleted_by = Some(deletion.id);
        self.acts.push(deletion.id);
    }

    async fn undo(&mut self, pick: usize) {
        if self.acts.is_empty() {
            return;
        }
        let act = self.acts[pick % self.acts.len()];
        let mut tx = self.home.write().await;
        let restored = deletions::undo(&mut tx, act).await.unwrap();
        tx.commit().await.unwrap();
        let mut expected = 0;
        for chat in self
            .chats
            .iter_mut()
            .filter(|chat| chat.deleted_by == Some(act))
        {
            chat.deleted_by = None;
            expected += 1 + chat.nodes.len();
        }
        assert_eq!(restored as usize, expected);
    }

    async fn cross_over(&mut self, chat: usize, at: usize) {
        let nodes = &self.chats[1 - chat].nodes;
        if nodes.is_empty() {
            return;
        }
        let stranger = nodes[at % nodes.len()].id;
        let mut tx = self.home.write().await;
        let id = MessageId::new(self.home.now());
        let new = empty_message(id, self.chats[chat].id, Some(stranger), Role::User);
        messages::insert(&mut tx, &new).await.unwrap();
        assert!(tx.commit().await.is_err());
    }

    /// The database says the same as the model, and holds together by itself.
    async fn check(&self) {
        for chat in &self.chats {
            let branch = messages::branch(&self.home.store, chat.id, None, 1_000).await;
            if chat.deleted_by.is_some() {
                assert!(branch.is_err());
                continue;
            }
            let branch = branch.unwrap().items;
            let shown: Vec<Node> = branch
                .iter()
                .map(|message| Node {
                    id: message.id,
                    parent: message.parent_id,
                    role: message.role,
                })
                .collect();
            assert_eq!(shown, chat.shown());
            for (message, node) in branch.iter().zip(&shown) {
                assert_eq!(message.siblings, chat.siblings(node));
            }
        }
        self.check_rows().await;
    }

    async fn check_rows(&self) {
        let rows = sqlx::query("select id, conversation_id, parent_id, deletion_id from messages")
            .fetch_all(self.home.store.readers())
            .await
            .unwrap();
        let id = |bytes: Vec<u8>| MessageId::try_from(bytes.as_slice()).unwrap();
        let parents: HashMap<MessageId, Option<MessageId>> = rows
            .iter()
            .map(|row| (id(row.get(0)), row.get::<Option<Vec<u8>>, _>(2).map(id)))
            .collect();
        for start in parents.keys() {
            let mut seen = HashSet::new();
            let mut next = Some(*start);
            while let Some(at) = next {
                assert!(seen.insert(at), "a cycle at {at}");
                next = parents[&at];
            }
        }
        let stored: HashSet<(MessageId, Option<Vec<u8>>)> = rows
            .iter()
            .map(|row| (id(row.get(0)), row.get(3)))
            .collect();
        let expected: HashSet<_> = self
            .chats
            .iter()
            .flat_map(|chat| {
                let deleted_by = chat.deleted_by.map(|act| act.as_bytes().to_vec());
                chat.nodes
                    .iter()
                    .map(move |node| (node.id, deleted_by.clone()))
            })
            .collect();
        assert_eq!(stored, expected);
    }
}

async fn check(acts: Vec<Act>) {
    let mut world = World::new().await;
    for act in acts {
        world.home.clock.advance(1);
        world.perform(act).await;
        world.check().await;
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn no_sequence_of_acts_breaks_the_tree(acts in prop::collection::vec(act(), 1..25)) {
        tokio::runtime::Runtime::new().unwrap().block_on(check(acts));
    }
}
