import { createHubSpotConnector, type HubSpotConnector } from '#connectors/hubspot/index.ts'
import { createSalesforceConnector, createSalesforceProvisioner } from '#connectors/salesforce/index.ts'
import type { SalesforceConnector } from '#connectors/salesforce/index.ts'
import { connectionId } from '#domain/ids.ts'
import type { Connector } from '#ports/connector.ts'
import type { ChangeNotice, Cursor } from '#ports/connector/changes.ts'
import type { Provisioner } from '#ports/connector/provision.ts'
import type { WriteOperation } from '#ports/connector/writes.ts'
import { startSandbox, type RunningSandbox, type SandboxOptions } from '#sandbox/index.ts'

/** The sandboxes do not limit unless told to; the limiters have tests of their own. */
const unhindered = { max: Number.POSITIVE_INFINITY, perMs: 1000, concurrent: 10 }

/** A call past the connector, as another app or a person would make it. */
type Raw = (method: string, path: string, body?: unknown) => Promise<Response>

export interface HubSpotBox {
  readonly hs: HubSpotConnector
  readonly box: RunningSandbox
  readonly raw: Raw
}

export async function hubSpotBox(options: SandboxOptions = {}): Promise<HubSpotBox> {
  const box = await startSandbox(options)
  const token = box.hubspot.credentials['accessToken'] ?? ''
  const hs = createHubSpotConnector({
    connectionId: connectionId('c'),
    baseUrl: box.hubspot.url,
    token,
    clock: box.clock,
    limits: { burst: unhindered, search: unhindered },
  })
  return { hs, box, raw: rawCalls(box.hubspot.url, token) }
}

export interface SalesforceBox {
  readonly sf: SalesforceConnector
  readonly admin: Provisioner
  readonly box: RunningSandbox
  readonly raw: Raw
  /** How long the connector waited, in order; waiting itself moves the sandbox's clock instead of taking time. */
  readonly waits: readonly number[]
}

export async function salesforceBox(options: SandboxOptions = {}): Promise<SalesforceBox> {
  const box = await startSandbox(options)
  const given = box.salesforce.credentials
  const text = (name: string): string => given[name] ?? ''
  const waits: number[] = []
  const sleep = (ms: number): Promise<void> => {
    waits.push(ms)
    box.clock.advance(ms)
    return Promise.resolve()
  }
  const timing = { now: () => performance.now(), sleep }
  const base = { connectionId: connectionId('c'), instanceUrl: box.salesforce.url, clock: box.clock, timing }
  const auth = {
    kind: 'client-credentials',
    clientId: text('clientId'),
    clientSecret: text('clientSecret'),
  } as const
  const admin = createSalesforceProvisioner({
    ...base,
    auth: {
      kind: 'jwt',
      clientId: text('clientId'),
      username: text('adminUsername'),
      privateKey: text('jwtPrivateKey'),
    },
    assignTo: [text('username')],
  })
  const raw = rawCalls(`${box.salesforce.url}/services/data/v68.0`, text('adminAccessToken'))
  return { sf: createSalesforceConnector({ ...base, auth }), admin, box, raw, waits }
}

const rawCalls =
  (base: string, token: string): Raw =>
  (method, path, body) =>
    fetch(base + path, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })

/** Ids of what was written; an operation that failed fails the test. */
export async function made(connector: Connector, operations: readonly WriteOperation[]): Promise<readonly string[]> {
  return (await connector.write(operations)).map((outcome) => {
    if (!outcome.ok) throw outcome.error
    return outcome.id
  })
}

export interface Drained {
  readonly notices: readonly ChangeNotice[]
  readonly cursor: Cursor
  readonly calls: number
}

/** Pages until the connector has nothing more. */
export async function drain(
  connector: Connector,
  object: string,
  from: Cursor | null,
  fields?: readonly string[],
): Promise<Drained> {
  const before = connector.usage().calls
  const notices: ChangeNotice[] = []
  let cursor = from
  for (;;) {
    const page = await connector.changes({ object, cursor, ...(fields === undefined ? {} : { fields }) })
    notices.push(...page.notices)
    cursor = page.cursor
    if (!page.more) return { notices, cursor, calls: connector.usage().calls - before }
  }
}
