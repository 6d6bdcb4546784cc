import { createPrivateKey, randomUUID } from 'node:crypto'
import { lookForMissing, provisionAccount, provisionedObjects } from '#app/provision-accounts.ts'
import { provisionFigures } from '#app/provision-figures.ts'
import { CONNECTORS } from '#connectors/index.ts'
import type { SalesforceOptions } from '#connectors/salesforce/index.ts'
import { RemoteError, UsageError } from '#domain/errors.ts'
import { connectionId, type Side, SIDES } from '#domain/ids.ts'
import type { Clock } from '#ports/clock.ts'
import type { Connector } from '#ports/connector.ts'
import type { ProvisionStep } from '#ports/connector/provision.ts'
import type { Log } from '#ports/log.ts'
import type { AdminCredentials, ProvisionDesk, ProvisionRun, ProvisionStart } from '#http/provision-desk.ts'
import type { Accounts, CrmAccess, provisioners } from '../compose.ts'

/** A look takes a dozen calls; whoever reloads the page gets the one of before. */
const KEPT_MS = 15_000

interface Needed {
  readonly crm: CrmAccess
  readonly accounts: Accounts
  readonly clock: Clock
  readonly log: Pick<Log, 'warn'>
  readonly provisioners: typeof provisioners
}

type Look = ReturnType<ProvisionDesk['look']>

/**
 * What is missing in the accounts of the one connection of this process, and making it. A run is known here alone: what it is done
 * with must not be written anywhere, so no other process can go on with it.
 */
export function createProvisionDesk(needed: Needed): ProvisionDesk {
  const { crm, accounts, clock, log, provisioners: makersOf } = needed
  // Fields that an administrator makes are seen by nobody else until the permission set is theirs too.
  const integrationUser = accounts.org.userId === undefined ? [] : [accounts.org.userId]
  let run: ProvisionRun | null = null
  let isBusy = false
  let kept: { readonly at: number; readonly look: Look } | null = null

  const look: ProvisionDesk['look'] = () => {
    if (kept !== null && performance.now() - kept.at < KEPT_MS) return kept.look
    const now = lookForMissing(makersOf(crm, clock)).then((sides) => ({ lookedAt: clock.now(), ...sides }))
    kept = { at: performance.now(), look: now }
    now.catch(() => {
      kept = null
    })
    return now
  }

  const note = (change: Partial<ProvisionRun>): void => {
    if (run !== null) run = { ...run, ...change }
  }

  /** From here on the next one may begin, and a look sees what was made. */
  const end = (change: Partial<ProvisionRun>): void => {
    isBusy = false
    kept = null
    note(change)
  }

  const makeAll = async (
    admin: AdminAccess,
    sides: readonly Side[],
    assignTo: readonly string[],
  ): Promise<ProvisionRun['steps']> => {
    const makers = makersOf(admin.crm, clock, [...integrationUser, ...assignTo])
    const ended: (ProvisionStep & { readonly side: Side })[] = []
    for (const side of sides) {
      const steps = await provisionAccount(makers[side], 'apply', (step) => {
        if (step.state === 'made') note({ steps: [...(run?.steps ?? []), { ...step, side }] })
      })
      const figures = side === 'hubspot' ? (await provisionFigures(admin.hubspot)).steps : []
      ended.push(...[...steps, ...figures].map((step) => ({ ...step, side })))
    }
    await forgetSchemas(accounts, sides)
    return ended
  }

  const begin = async (input: Parameters<ProvisionDesk['start']>[1]): Promise<ProvisionStart> => {
    const sides = SIDES.filter((side) => input.credentials[side] !== undefined)
    const admin = adminAccess(crm, input.credentials, clock)
    for (const side of sides) {
      const account = await accountOf(admin[side])
      if ('refused' in account) return { kind: 'refused', side, says: account.refused }
      const own = side === 'hubspot' ? accounts.portal.id : accounts.org.id
      if (account.id !== own) return { kind: 'other-account', side, account: account.id }
    }
    const begun: ProvisionRun = {
      id: randomUUID(),
      state: 'running',
      startedAt: clock.now(),
      startedBy: input.by,
      sides,
      steps: [],
      problem: null,
    }
    run = begun
    void makeAll(admin, sides, input.assignTo).then(
      (steps) => end({ state: 'done', steps }),
      (error: unknown) => {
        log.warn({ err: error, by: input.by }, 'what is missing in the accounts could not all be made')
        end({ state: 'failed', problem: problemOf(error) })
      },
    )
    return { kind: 'started', run: begun }
  }

  return {
    look,
    of: () => run,
    start: async (_connection, input) => {
      if (isBusy) return { kind: 'busy' }
      isBusy = true
      let started: ProvisionStart | null = null
      try {
        started = await begin(input)
        return started
      } finally {
        if (started?.kind !== 'started') isBusy = false
      }
    },
  }
}

interface AdminAccess {
  readonly crm: CrmAccess
  readonly hubspot: ReturnType<typeof CONNECTORS.hubspot.connect>
  readonly salesforce: Pick<Connector, 'account'>
}

/** The same accounts at the same addresses, by other credentials; a side without one is not asked. */
function adminAccess(crm: CrmAccess, { hubspot, salesforce }: AdminCredentials, clock: Clock): AdminAccess {
  const admin: CrmAccess = {
    hubspot: { ...crm.hubspot, ...(hubspot === undefined ? {} : { token: hubspot.token }) },
    salesforce: { ...crm.salesforce, ...(salesforce === undefined ? {} : { auth: authOf(salesforce) }) },
  }
  const common = { connectionId: connectionId('provision'), clock }
  return {
    crm: admin,
    hubspot: CONNECTORS.hubspot.connect({ ...admin.hubspot, ...common }),
    salesforce: CONNECTORS.salesforce.connect({ ...admin.salesforce, ...common }),
  }
}

/** Whose the credential is. What Tandem's own would have to be mended by says nothing here, so only the account's words are kept. */
async function accountOf(connector: Pick<Connector, 'account'>): Promise<{ id: string } | { refused: string }> {
  try {
    const { id } = await connector.account()
    return { id }
  } catch (error) {
    if (error instanceof RemoteError && error.disposition === 'fatal') return { refused: error.message }
    throw error
  }
}

function authOf(given: NonNullable<AdminCredentials['salesforce']>): SalesforceOptions['auth'] {
  if ('clientSecret' in given) return { kind: 'client-credentials', ...given }
  assertKey(given.privateKey)
  const { audience, ...key } = given
  return { kind: 'jwt', ...key, ...(audience === undefined ? {} : { audience }) }
}

/** The words of the library say nothing that helps whoever pasted it. @throws UsageError */
function assertKey(privateKey: string): void {
  try {
    createPrivateKey(privateKey)
  } catch {
    throw new UsageError('the private key cannot be read: paste the whole PEM of an RSA key without a passphrase')
  }
}

/**
 * So that the check of a mapping and the next write see the new fields at once, here at least. What cannot be read now is read when
 * it is needed.
 */
async function forgetSchemas(accounts: Accounts, sides: readonly Side[]): Promise<void> {
  const looks = sides.flatMap((side) =>
    provisionedObjects(side).map((object) => accounts[side].describe(object, 'fresh')),
  )
  await Promise.allSettled(looks)
}

const problemOf = (error: unknown): NonNullable<ProvisionRun['problem']> =>
  error instanceof RemoteError
    ? { code: error.code, message: error.message, remedy: error.remedy }
    : {
        code: 'INTERNAL',
        message: 'Something in Tandem went wrong.',
        remedy: 'Try again; if it stays, look at its log.',
      }
