import { beforeEach } from 'vitest'
import { captureSide } from '#app/capture-changes.ts'
import { checkClocks } from '#app/check-clocks.ts'
import { computeCredits } from '#app/compute-credits.ts'
import type { Scope } from '#app/scope.ts'
import { workInbox } from '#app/work-inbox.ts'
import { TandemError } from '#domain/errors.ts'
import { SIDES } from '#domain/ids.ts'
import type { SyncConfigInput } from '#config/sync-config.ts'
import type { Link } from '#domain/identity/link.ts'
import type { CompanyData, ContactRow } from '#sandbox/company/types.ts'
import type { RunningSandbox } from '#sandbox/index.ts'
import { createStore } from '#store/store.ts'
import { connectAccounts } from '../../src/compose.ts'
import { openScope } from '../../src/compose/open-scope.ts'
import type { CrmAccess } from '../../src/compose.ts'
import { company, loopDocument, MINUTE, parsed } from './company.ts'
import { accessTo, useCrms } from './crms.ts'
import { marketer, seller } from './crm-users.ts'
import { emptyDatabase, useDatabase } from './database.ts'

const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined }

export interface World {
  readonly box: RunningSandbox
  readonly marketing: ReturnType<typeof marketer>
  readonly sales: ReturnType<typeof seller>
  readonly access: CrmAccess
  /** Fills both CRMs and connects Tandem to them. */
  readonly begin: (company: CompanyData, document?: Partial<SyncConfigInput>) => Promise<Scope>
  /** Both CRMs and the database as they were before the test. */
  readonly reset: () => Promise<void>
  /** The database is lost; both CRMs are as they are. */
  readonly forget: () => Promise<void>
  /** Connects once more to the kept database, as a new process with an edited config would. */
  readonly connect: (document?: Partial<SyncConfigInput>) => Promise<Scope>
  /** More contacts come into HubSpot, a minute later. */
  readonly arrive: (contacts: readonly ContactRow[]) => void
  /** The person's link as it is stored. */
  readonly linkOf: (email: string) => Promise<Link>
}

/** The CRMs of {@link useCrms} beside an empty database. Call once per file, outside of tests. */
export function useWorld(): () => World {
  const database = useDatabase()
  const crms = useCrms()
  let world: World | undefined
  beforeEach(() => {
    const { box, reset } = crms()
    world = createWorld(
      box,
      () => createStore(database().kysely),
      async () => {
        reset()
        await emptyDatabase(database())
      },
      () => emptyDatabase(database()),
    )
  })
  return () => {
    if (world === undefined) throw new Error('the world is there in tests only')
    return world
  }
}

function createWorld(
  box: RunningSandbox,
  storeOf: () => Scope['store'],
  reset: () => Promise<void>,
  forget: () => Promise<void>,
): World {
  const access = accessTo(box)
  const marketing = marketer(box)
  let scope: Scope | undefined
  const connect = async (over: Partial<SyncConfigInput> = {}): Promise<Scope> => {
    const document = loopDocument(over)
    const accounts = await connectAccounts(access, document.connection.id, box.clock)
    const options = { config: parsed(document), document, author: 'test', log: silent }
    scope = await openScope(options, accounts, storeOf(), box.clock)
    return scope
  }
  return {
    box,
    marketing,
    sales: seller(box),
    access,
    connect,
    reset,
    forget,
    begin: async (data, document) => {
      for (const crm of [box.hubspot, box.salesforce]) crm.sandbox.seed(data)
      return connect(document)
    },
    arrive: (contacts) => {
      box.clock.advance(MINUTE)
      box.hubspot.sandbox.seed(company({ contacts, owners: [], campaigns: [] }))
    },
    linkOf: async (email) => {
      if (scope === undefined) throw new Error('begin first')
      const { id } = await marketing.contact(email)
      const link = (await scope.store.links.byHubspotIds(scope.connection.id, 'person', [id])).get(id)
      if (link === undefined) throw new Error(`${email} has no link`)
      return link
    },
  }
}

/** More rounds than this mean that something keeps changing. */
const MAX_ROUNDS = 40

/**
 * Polls both CRMs and works everything off until a whole round changes nothing, without the job queue. Rows that wait for a
 * later try get it by moving the clock; an error of a whole batch is what the queue would try again.
 */
export async function quiesce(scope: Scope, box: RunningSandbox): Promise<void> {
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    let moved = 0
    const step = async (work: () => Promise<number>): Promise<void> => {
      try {
        moved += await work()
      } catch (error) {
        if (!(error instanceof TandemError) || error.disposition === 'fatal') throw error
        moved += 1
      }
    }
    for (const side of SIDES) await step(async () => (await captureSide(scope, side)).added)
    await step(() => workInbox(scope, 'test'))
    await step(() => computeCredits(scope))
    await step(() => checkClocks(scope))
    const { total, oldestAt } = await scope.store.inbox.depth(scope.connection.id, box.clock.now())
    if (oldestAt !== null && oldestAt > box.clock.now()) box.clock.advance(oldestAt - box.clock.now())
    if (moved === 0 && total === 0) return
  }
  throw new Error(`the loop did not come to rest in ${MAX_ROUNDS} rounds`)
}

/** What happened to one person, oldest first: `side object action fields`. */
export async function journalOf(scope: Scope, link: Link): Promise<readonly string[]> {
  const rows = await scope.store.journal.ofLink(scope.connection.id, link.id, 100)
  return rows.map((row) => `${row.side} ${row.object} ${row.action}`).toReversed()
}
