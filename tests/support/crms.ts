import { afterAll, beforeAll, beforeEach } from 'vitest'
import { provisionAccounts } from '#app/provision-accounts.ts'
import type { Snapshot } from '#sandbox/core/types.ts'
import type { RunningSandbox } from '#sandbox/index.ts'
import { startSandbox } from '#sandbox/index.ts'
import { provisioners } from '../../src/compose.ts'
import type { CrmAccess } from '../../src/compose.ts'
import { MONDAY_TEN } from './company.ts'

const UNHINDERED = { max: Number.POSITIVE_INFINITY, perMs: 1000, concurrent: 10 }

export interface Crms {
  readonly box: RunningSandbox
  /** Both as they were before the test. */
  readonly reset: () => void
}

/**
 * Both CRMs with everything provisioned, on one clock that stands still but for what Tandem waits: restored before each test.
 * Call once per file, outside of tests.
 */
export function useCrms(): () => Crms {
  let box: RunningSandbox | undefined
  let pristine: { readonly hubspot: Snapshot; readonly salesforce: Snapshot } | undefined
  beforeAll(async () => {
    box = await startSandbox()
    box.clock.freeze(MONDAY_TEN)
    // The administrator stands for the sales team, so he sees the fields that the integration user sees.
    const seeing = [box.salesforce.credentials['adminUsername'] ?? '']
    await provisionAccounts(provisioners(accessTo(box), box.clock, seeing), 'apply')
    pristine = { hubspot: box.hubspot.sandbox.snapshot(), salesforce: box.salesforce.sandbox.snapshot() }
  })
  const reset = (): void => {
    if (box === undefined || pristine === undefined) return
    box.clock.freeze(MONDAY_TEN)
    for (const name of ['hubspot', 'salesforce'] as const) {
      box[name].faults.clear()
      box[name].sandbox.restore(pristine[name])
    }
  }
  beforeEach(reset)
  afterAll(async () => box?.close())
  return () => {
    if (box === undefined) throw new Error('the CRMs are there in tests and hooks only')
    return { box, reset }
  }
}

/** Waiting moves the CRMs' clock instead of taking time. */
export function accessTo(box: RunningSandbox): CrmAccess {
  const timing = {
    now: () => box.clock.now(),
    sleep: async (ms: number) => {
      box.clock.advance(Math.ceil(ms))
      await Promise.resolve()
    },
  }
  return {
    hubspot: {
      token: box.hubspot.credentials['accessToken'] ?? '',
      baseUrl: box.hubspot.url,
      limits: { burst: UNHINDERED, search: UNHINDERED, associations: UNHINDERED },
      timing,
    },
    salesforce: {
      instanceUrl: box.salesforce.url,
      auth: {
        kind: 'client-credentials',
        clientId: box.salesforce.credentials['clientId'] ?? '',
        clientSecret: box.salesforce.credentials['clientSecret'] ?? '',
      },
      timing,
    },
  }
}
