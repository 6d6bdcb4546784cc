import type { Values } from '#domain/mapping/value.ts'
import type { Connector } from '#ports/connector.ts'
import type { ChangeNotice, Cursor } from '#ports/connector/changes.ts'
import type { FieldSpec, Provisioner } from '#ports/connector/provision.ts'

/** One connector with an account behind it that holds nothing yet. Words are the platform's own. */
export interface Subject {
  readonly connector: Connector
  readonly provisioner: Provisioner
  /** The same account, with a credential that it does not know. */
  readonly stranger: Connector
  /** The object of people, its fields, and what a valid person needs. */
  readonly people: string
  readonly emailField: string
  readonly nameField: string
  readonly person: (email: string) => Values
  /** Values that the platform refuses on a person. */
  readonly refused: Values
  /** Provisioned for people, so that upserts have a key. */
  readonly keyField: string
  /** An object related to people, and what a valid one needs. */
  readonly deals: string
  readonly deal: (name: string) => Values
  /** The person to relate to deals: HubSpot contacts, Salesforce contacts. */
  readonly buyers: string
  readonly buyer: (email: string) => Values
  /** An id of the right form that no record has. */
  readonly missingId: string
  readonly missingDealId: string
  /** The account's clock, which both stamps and tells the time. */
  readonly clock: { now(): number; freeze(at: number): void; advance(ms: number): void; release(): void }
  readonly close: () => Promise<void>
}

/** What the suite provisions. */
export function fieldsOf(subject: Subject): readonly FieldSpec[] {
  return [
    {
      object: subject.people,
      name: subject.keyField,
      label: 'Tandem key',
      description: 'Identity of the record on the other side.',
      type: 'text',
      length: 80,
      unique: true,
    },
  ]
}

interface Drained {
  readonly notices: readonly ChangeNotice[]
  readonly cursor: Cursor
}

/** Pages until the connector has nothing more. */
export async function drain(
  connector: Connector,
  object: string,
  from: Cursor | null,
  limit?: number,
): Promise<Drained> {
  const notices: ChangeNotice[] = []
  let cursor: Cursor | null = from
  for (let page = 0; page < 500; page += 1) {
    const answer = await connector.changes({ object, cursor, ...(limit === undefined ? {} : { limit }) })
    notices.push(...answer.notices)
    cursor = JSON.parse(JSON.stringify(answer.cursor)) as Cursor
    if (!answer.more) return { notices, cursor }
  }
  throw new Error('changes never came to an end')
}

/** As the caller drops repeats: by record, kind and time stamp. */
export function onlyNew(before: readonly ChangeNotice[], after: readonly ChangeNotice[]): readonly ChangeNotice[] {
  const key = (notice: ChangeNotice): string => `${notice.id} ${notice.kind} ${notice.modifiedAt}`
  const known = new Set(before.map(key))
  return after.filter((notice) => {
    const fresh = !known.has(key(notice))
    known.add(key(notice))
    return fresh
  })
}
