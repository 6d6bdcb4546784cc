import { Connection } from 'jsforce'
import type { MovableClock } from '../../core/clock.ts'
import { createSandboxClock } from '../../core/clock.ts'
import { runAlone } from '../../core/run-alone.ts'
import type { RunningCrm } from '../../core/run.ts'
import type { SalesforceSandbox, SalesforceSettings } from '../index.ts'
import { createSalesforceSandbox } from '../index.ts'

export const START = Date.parse('2026-11-21T10:00:00Z')

export interface Started {
  readonly sandbox: SalesforceSandbox
  readonly clock: MovableClock
  readonly running: RunningCrm
  readonly url: string
  /** As the integration user, with the assignment header off as a sync sends it. */
  readonly conn: Connection
  readonly admin: Connection
  /** A request with the integration user's token; `body` is sent as JSON. */
  request(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>
  stop(): Promise<void>
}

interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly body: unknown
}

/** An org on loopback whose clock stands at `START` until it is moved. */
export async function startSandbox(settings: Partial<Omit<SalesforceSettings, 'clock'>> = {}): Promise<Started> {
  const clock = createSandboxClock()
  clock.freeze(START)
  const sandbox = createSalesforceSandbox({ ...settings, clock })
  const running = await runAlone(sandbox, clock)
  const { url } = running
  const { accessToken = '', adminAccessToken = '' } = sandbox.credentials()
  const connect = (token: string) => new Connection({ instanceUrl: url, accessToken: token, version: '68.0' })
  return {
    sandbox,
    clock,
    running,
    url,
    conn: connect(accessToken),
    admin: connect(adminAccessToken),
    async request(method, path, body, headers) {
      const answer = await fetch(`${url}${path}`, {
        method,
        headers: { authorization: `Bearer ${accessToken}`, 'content-type': 'application/json', ...headers },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      })
      const text = await answer.text()
      return {
        status: answer.status,
        headers: answer.headers,
        body: text === '' ? undefined : (JSON.parse(text) as unknown),
      }
    },
    stop: () => running.close(),
  }
}

/** Makes a custom field and lets the integration and admin users read and edit it. */
export async function addField(started: Started, fullName: string, metadata: Record<string, unknown>): Promise<void> {
  const { admin } = started
  await admin.tooling.create('CustomField', { FullName: fullName, Metadata: metadata })
  const known = await admin.query<{ Id: string }>("SELECT Id FROM PermissionSet WHERE Name = 'Test_Fields'")
  const setId = known.records[0]?.Id ?? (await makePermissionSet(started))
  const [object = '', name = ''] = fullName.split('.')
  for (const target of object === 'Activity' ? ['Task', 'Event'] : [object]) {
    await admin.sobject('FieldPermissions').create({
      ParentId: setId,
      SobjectType: target,
      Field: `${target}.${name}`,
      PermissionsRead: true,
      PermissionsEdit: true,
    })
  }
}

async function makePermissionSet({ admin, conn }: Started): Promise<string> {
  const made = await admin.sobject('PermissionSet').create({ Name: 'Test_Fields', Label: 'Test fields' })
  const setId = String(made.id)
  for (const connection of [admin, conn]) {
    const { user_id: AssigneeId } = await connection.identity()
    await admin.sobject('PermissionSetAssignment').create({ AssigneeId, PermissionSetId: setId })
  }
  return setId
}

export const KEY_FIELD = {
  type: 'Text',
  label: 'Tandem Key',
  length: 80,
  externalId: true,
  unique: true,
  caseSensitive: false,
}
