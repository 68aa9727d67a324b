// The tables of the data directory. One SQLite file holds everything that must change together.

/** Applied in order; `user_version` remembers how many ran. Never edit one that has been released: add another. */
export const MIGRATIONS: readonly string[] = [
  `
  -- What came in, byte for byte, before anything else happened to it.
  CREATE TABLE receipts (
    seq INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    source TEXT NOT NULL,
    mapping TEXT,
    topic TEXT,
    content_type TEXT,
    dedupe_key TEXT,
    body BLOB NOT NULL,
    body_hash TEXT NOT NULL,
    received_at INTEGER NOT NULL,
    day TEXT NOT NULL,
    status TEXT NOT NULL,              -- pending | decoded
    message_count INTEGER,
    findings TEXT,
    workspace_version TEXT
  ) STRICT;
  CREATE UNIQUE INDEX receipts_dedupe ON receipts (source, dedupe_key) WHERE dedupe_key IS NOT NULL;
  CREATE INDEX receipts_pending ON receipts (seq) WHERE status = 'pending';
  CREATE INDEX receipts_day ON receipts (source, day, message_count);

  -- Every intake that was acknowledged, counted beside the rows themselves: a lost row shows as a sum that does not add up.
  CREATE TABLE intakes (
    source TEXT NOT NULL,
    day TEXT NOT NULL,
    received INTEGER NOT NULL,
    PRIMARY KEY (source, day)
  ) STRICT, WITHOUT ROWID;

  -- Every repeat of a receipt: answered with the first id, counted, not stored again.
  CREATE TABLE duplicates (
    seq INTEGER PRIMARY KEY,
    receipt_id TEXT NOT NULL,
    source TEXT NOT NULL,
    received_at INTEGER NOT NULL,
    day TEXT NOT NULL
  ) STRICT;
  CREATE INDEX duplicates_day ON duplicates (source, day);
  CREATE INDEX duplicates_receipt ON duplicates (receipt_id);

  CREATE TABLE messages (
    seq INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    receipt_id TEXT NOT NULL,
    position INTEGER NOT NULL,
    source TEXT NOT NULL,
    mapping TEXT NOT NULL,
    status TEXT NOT NULL,              -- accepted | processed | held | duplicate | discarded
    document_type TEXT,
    document_key TEXT,
    evaluated TEXT NOT NULL,           -- documents, findings, error, envelope, byte range, timing
    result TEXT,                       -- decisions and what became of each document
    versions TEXT NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    edited BLOB,
    edited_by TEXT,
    created_at INTEGER NOT NULL,
    settled_at INTEGER,
    day TEXT NOT NULL,                 -- of the receipt
    UNIQUE (receipt_id, position)
  ) STRICT;
  -- One index for each filter of the list, newest first; those of day and mapping also answer the counts by themselves.
  CREATE INDEX messages_status ON messages (status, seq);
  CREATE INDEX messages_source ON messages (source, seq);
  CREATE INDEX messages_mapping ON messages (mapping, seq, status);
  CREATE INDEX messages_type ON messages (document_type, seq);
  CREATE INDEX messages_key ON messages (document_key, document_type, seq);
  CREATE INDEX messages_day ON messages (source, day, status);
  CREATE INDEX messages_under_way ON messages (receipt_id) WHERE status = 'accepted';

  CREATE TABLE documents (
    id INTEGER PRIMARY KEY,
    type TEXT NOT NULL,
    system TEXT NOT NULL,
    key TEXT NOT NULL,
    source_class TEXT NOT NULL,        -- class of the source that first sent it
    state TEXT NOT NULL,               -- what its own events made of it, with clocks
    view TEXT NOT NULL,                -- the same with what related documents add: what gates and readers see
    fingerprint TEXT NOT NULL,
    version INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    UNIQUE (type, system, key)
  ) STRICT;
  CREATE INDEX documents_key ON documents (type, key);
  CREATE INDEX documents_fingerprint ON documents (type, fingerprint);

  -- Every id that any system knows a document by.
  CREATE TABLE document_references (
    document_id INTEGER NOT NULL,
    document_type TEXT NOT NULL,
    system TEXT NOT NULL,
    type TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (document_type, type, value, system, document_id)
  ) STRICT, WITHOUT ROWID;

  -- Shipments, returns and invoices of an order; each belongs to one.
  CREATE TABLE links (
    document_id INTEGER PRIMARY KEY,
    order_id INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX links_order ON links (order_id, document_id);

  -- References to orders that are not there yet, so that the order finds its documents when it comes.
  CREATE TABLE dangling (
    type TEXT NOT NULL,
    value TEXT NOT NULL,
    system TEXT NOT NULL,              -- empty: whoever gave the id out
    document_id INTEGER NOT NULL,
    PRIMARY KEY (value, type, system, document_id)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX dangling_document ON dangling (document_id);

  -- Lineage: what each message changed, with the versions of the files that ran.
  CREATE TABLE history (
    seq INTEGER PRIMARY KEY,
    document_id INTEGER NOT NULL,
    message_id TEXT,
    source TEXT NOT NULL,
    at INTEGER NOT NULL,
    occurred_at TEXT,
    outcome TEXT NOT NULL,
    detail TEXT NOT NULL
  ) STRICT;
  CREATE INDEX history_document ON history (document_id, seq);
  CREATE INDEX history_message ON history (message_id, document_id);

  CREATE TABLE gates (
    document_id INTEGER NOT NULL,
    gate TEXT NOT NULL,
    fit INTEGER NOT NULL,
    decisions TEXT NOT NULL,
    evaluated_at INTEGER NOT NULL,
    PRIMARY KEY (document_id, gate)
  ) STRICT, WITHOUT ROWID;

  -- Which documents to judge again when a fact changes.
  CREATE TABLE dependencies (
    fact TEXT NOT NULL,                -- item:SKU, customer:ID, inventory:SKU, order:ID
    document_id INTEGER NOT NULL,
    PRIMARY KEY (fact, document_id)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX dependencies_document ON dependencies (document_id);
  CREATE TABLE reevaluations (
    document_id INTEGER PRIMARY KEY,
    marks INTEGER NOT NULL,            -- a mark made while it is judged must not be taken for the one that is being served
    since INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX reevaluations_since ON reevaluations (since);

  -- Movements that were applied, so that a repeated one is not counted twice.
  CREATE TABLE movements (hash TEXT PRIMARY KEY, message_id TEXT NOT NULL) STRICT, WITHOUT ROWID;

  CREATE TABLE exceptions (
    seq INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    subject TEXT NOT NULL,             -- message | gate | delivery
    message_id TEXT,
    receipt_id TEXT,
    document_id INTEGER,
    document_type TEXT,
    document_key TEXT,
    delivery_id TEXT,
    gate TEXT,
    mapping TEXT,                      -- outbound mapping that could not make a delivery
    code TEXT NOT NULL,
    category TEXT NOT NULL,
    owner TEXT NOT NULL,
    severity TEXT NOT NULL,
    cause TEXT NOT NULL,               -- what one correction would release together
    path TEXT,
    message TEXT NOT NULL,
    help TEXT,
    detail TEXT NOT NULL,
    status TEXT NOT NULL,              -- open | resolved | discarded
    created_at INTEGER NOT NULL,
    closed_at INTEGER,
    closed_by TEXT,
    reason TEXT
  ) STRICT;
  CREATE INDEX exceptions_status ON exceptions (status, seq);
  CREATE INDEX exceptions_message ON exceptions (message_id) WHERE message_id IS NOT NULL;
  CREATE INDEX exceptions_document ON exceptions (document_id) WHERE document_id IS NOT NULL;
  CREATE INDEX exceptions_delivery ON exceptions (delivery_id) WHERE delivery_id IS NOT NULL;
  CREATE INDEX exceptions_key ON exceptions (document_key, document_type, status);
  CREATE INDEX exceptions_cause ON exceptions (cause, status);
  CREATE INDEX exceptions_open ON exceptions (owner, category, code, cause, created_at) WHERE status = 'open';

  CREATE TABLE deliveries (
    seq INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,           -- also the idempotency key at the destination
    destination TEXT NOT NULL,
    mapping TEXT NOT NULL,
    document_id INTEGER,
    document_type TEXT,
    document_key TEXT,
    receipt_id TEXT,
    once_key TEXT NOT NULL,
    body BLOB NOT NULL,
    content_type TEXT NOT NULL,
    content_hash TEXT NOT NULL,
    file_name TEXT,
    control TEXT,                      -- partner:number of an EDI interchange, for the partner's 997 or CONTRL
    answered TEXT,                     -- what the partner said
    status TEXT NOT NULL,              -- pending | delivered | dead | refused (by the partner's answer) | replaced
    attempts INTEGER NOT NULL DEFAULT 0,
    next_at INTEGER NOT NULL,
    last_error TEXT,
    created_at INTEGER NOT NULL,
    delivered_at INTEGER,
    UNIQUE (destination, mapping, once_key)
  ) STRICT;
  CREATE INDEX deliveries_due ON deliveries (destination, next_at, seq) WHERE status = 'pending';
  CREATE INDEX deliveries_control ON deliveries (control) WHERE control IS NOT NULL;
  CREATE INDEX deliveries_document ON deliveries (document_id, destination, mapping, seq) WHERE document_id IS NOT NULL;
  CREATE INDEX deliveries_receipt ON deliveries (receipt_id) WHERE receipt_id IS NOT NULL;
  CREATE INDEX deliveries_status ON deliveries (status, seq);
  CREATE INDEX deliveries_destination ON deliveries (destination, seq);
  CREATE INDEX deliveries_counts ON deliveries (destination, mapping, status);

  CREATE TABLE counters (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT, WITHOUT ROWID;

  CREATE TABLE audit (
    seq INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    actor TEXT NOT NULL,
    action TEXT NOT NULL,
    subject TEXT NOT NULL,
    detail TEXT NOT NULL,
    previous TEXT NOT NULL,
    hash TEXT NOT NULL
  ) STRICT;
  `,
  `
  -- For destinations that take everything of a business key, or everything there is, one behind another.
  CREATE INDEX deliveries_key ON deliveries (destination, document_key, seq) WHERE status = 'pending';
  CREATE INDEX deliveries_created ON deliveries (created_at) WHERE status <> 'pending';
  CREATE INDEX receipts_received ON receipts (received_at);

  -- What the rows that were removed for their age stood for, so that the sums still add up.
  CREATE TABLE removed (
    source TEXT NOT NULL,
    day TEXT NOT NULL,
    receipts_processed INTEGER NOT NULL,
    receipts_discarded INTEGER NOT NULL,
    repeats INTEGER NOT NULL,
    messages_processed INTEGER NOT NULL,
    messages_duplicate INTEGER NOT NULL,
    messages_discarded INTEGER NOT NULL,
    PRIMARY KEY (source, day)
  ) STRICT, WITHOUT ROWID;
  `,
  `
  -- Lists of a million messages: each index holds every column that the list filters by, so that whatever an index does
  -- not lead to is sorted out within it, without a look at the rows.
  ALTER TABLE messages ADD COLUMN code TEXT;           -- of the exception that held it last
  UPDATE messages SET code = (SELECT code FROM exceptions e WHERE e.message_id = messages.id AND e.subject = 'message' ORDER BY seq DESC LIMIT 1)
    WHERE status IN ('held', 'discarded');
  DROP INDEX messages_status;
  DROP INDEX messages_source;
  DROP INDEX messages_mapping;
  CREATE INDEX messages_status ON messages (status, seq, source, mapping, document_type, document_key);
  CREATE INDEX messages_source ON messages (source, seq, status, mapping, document_type, document_key);
  CREATE INDEX messages_mapping ON messages (mapping, seq, status, source, document_type, document_key);
  CREATE INDEX messages_code ON messages (code, seq, status, source, mapping, document_type, document_key) WHERE code IS NOT NULL;

  -- The same for lists of documents by state, and of those that a gate does not let through.
  ALTER TABLE documents ADD COLUMN status TEXT;        -- as the view has it
  CREATE INDEX documents_list ON documents (type, id, status);
  CREATE INDEX documents_status ON documents (type, status, id);
  CREATE INDEX gates_unfit ON gates (gate, document_id) WHERE fit = 0;

  -- What people do about an exception, besides ending it.
  ALTER TABLE exceptions ADD COLUMN assignee TEXT;
  CREATE TABLE exception_notes (
    seq INTEGER PRIMARY KEY,
    exception_id TEXT NOT NULL,
    at INTEGER NOT NULL,
    by TEXT NOT NULL,
    act TEXT NOT NULL,                 -- commented | assigned | replayed
    text TEXT
  ) STRICT;
  CREATE INDEX exception_notes_exception ON exception_notes (exception_id, seq);

  -- Who changed files of the workspace.
  CREATE INDEX audit_workspace ON audit (seq, action) WHERE action >= 'workspace.' AND action < 'workspace/';

  -- When a source was last heard of.
  ALTER TABLE intakes ADD COLUMN last_at INTEGER;

  -- Counts over time for charts and for what is usual: one row a minute, kind and name; after two days one an hour.
  CREATE TABLE activity (
    kind TEXT NOT NULL,                -- received | settled | held | delivery | latency
    minute INTEGER NOT NULL,           -- epoch minutes
    name TEXT NOT NULL,                -- source, 'source status', cause, 'destination outcome', bound in milliseconds
    count INTEGER NOT NULL,
    PRIMARY KEY (kind, minute, name)
  ) STRICT, WITHOUT ROWID;
  `,
  `
  CREATE INDEX exceptions_closed ON exceptions (closed_at) WHERE closed_at IS NOT NULL;
  `,
  `
  -- By when an exception should be dealt with, and how pressing it is: 0 urgent, 1 high, 2 normal, 3 low.
  ALTER TABLE exceptions ADD COLUMN due_at INTEGER;
  ALTER TABLE exceptions ADD COLUMN priority INTEGER NOT NULL DEFAULT 2;
  CREATE INDEX exceptions_due ON exceptions (due_at, seq, owner, category) WHERE status = 'open';
  DROP INDEX exceptions_open;
  CREATE INDEX exceptions_open ON exceptions (owner, category, code, cause, created_at, due_at, priority) WHERE status = 'open';

  -- Attempts that failed; the one that was taken stands in the delivery itself.
  CREATE TABLE delivery_attempts (
    seq INTEGER PRIMARY KEY,
    delivery_id TEXT NOT NULL,
    at INTEGER NOT NULL,
    outcome TEXT NOT NULL,             -- retry | rejected
    reason TEXT NOT NULL,
    next_at INTEGER                    -- when it was to be tried again; none: given up
  ) STRICT;
  CREATE INDEX delivery_attempts_delivery ON delivery_attempts (delivery_id, seq);

  -- Lists of a million deliveries: each index holds every column that the list filters by.
  DROP INDEX deliveries_status;
  DROP INDEX deliveries_destination;
  CREATE INDEX deliveries_status ON deliveries (status, seq, destination, mapping);
  CREATE INDEX deliveries_destination ON deliveries (destination, seq, status, mapping);

  -- Stock by location: positions are not sealed, so that they can be looked up by what stands in them.
  CREATE INDEX documents_location ON documents (json_extract(view, '$.location'), key) WHERE type = 'inventory';
  `,
  `
  -- When something in a receipt was erased: since then it is not what came.
  ALTER TABLE receipts ADD COLUMN erased_at INTEGER;
  `,
  `
  -- Lists of a million deliveries by mapping or by type of document alone, and of the few that were tried more than once.
  CREATE INDEX deliveries_mapping ON deliveries (mapping, seq, status);
  CREATE INDEX deliveries_type ON deliveries (document_type, seq);
  CREATE INDEX deliveries_tried ON deliveries (seq, attempts, status, destination, mapping) WHERE attempts > 1;

  -- What became of receipts is told by those of their messages that are not simply done.
  CREATE INDEX messages_stopped ON messages (receipt_id, status) WHERE status IN ('held', 'discarded');
  `,
  `
  -- From here on views stand with their states ('+', or '=' where they are the same), and results with what was evaluated
  -- ('+'): an earlier version could not read them.
  `,
];
