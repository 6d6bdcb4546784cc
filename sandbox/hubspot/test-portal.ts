import type { CompanyData, ContactRow } from '../company/types.ts'
import type { MovableClock } from '../core/clock.ts'
import { createSandboxClock } from '../core/clock.ts'
import { runAlone } from '../core/run-alone.ts'
import type { RunningCrm } from '../core/run.ts'
import { createHubSpotSandbox } from './index.ts'
import type { HubSpotSettings } from './settings.ts'

/** An answer with its body read; JSON bodies are open to look into. */
export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly json: Json
  readonly text: string
}

/** JSON that tests walk without casting at every step; absent steps give undefined. */
export interface Json {
  readonly [key: string]: Json
  readonly [at: number]: Json
}

export interface TestPortal extends RunningCrm {
  readonly clock: MovableClock
  call(method: string, path: string, body?: unknown, headers?: Readonly<Record<string, string>>): Promise<Answer>
}

export const noon = Date.UTC(2026, 10, 21, 12)

/** A portal on loopback whose clock stands at `noon`. */
export async function openTestPortal(settings: Partial<HubSpotSettings> = {}): Promise<TestPortal> {
  const clock = createSandboxClock()
  clock.freeze(noon)
  const sandbox = createHubSpotSandbox({ clock, ...settings })
  const running = await runAlone(sandbox, clock)
  return {
    ...running,
    clock,
    async call(method, path, body, headers = {}) {
      const response = await fetch(running.url + path, {
        method,
        headers: {
          authorization: `Bearer ${running.credentials['accessToken'] ?? ''}`,
          'content-type': 'application/json',
          ...headers,
        },
        ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      })
      const text = await response.text()
      const isJson = response.headers.get('content-type')?.startsWith('application/json') === true
      return {
        status: response.status,
        headers: response.headers,
        text,
        json: (isJson ? JSON.parse(text) : {}) as Json,
      }
    },
  }
}

export const contactRow = (email: string, changes: Partial<ContactRow> = {}): ContactRow => ({
  email,
  firstName: 'Ada',
  lastName: 'Lind',
  phone: null,
  jobTitle: null,
  company: null,
  companyDomain: null,
  country: null,
  marketable: true,
  lifecycleStage: 'lead',
  createdAt: noon - 86_400_000,
  becameMqlAt: null,
  campaign: null,
  source: null,
  ...changes,
})

export const companyData = (changes: Partial<CompanyData>): CompanyData => ({
  name: 'Test company',
  currency: 'EUR',
  owners: [],
  companies: [],
  campaigns: [],
  contacts: [],
  existingLeads: [],
  existingContacts: [],
  replay: [],
  ...changes,
})

/** A text or number inside an answer, as text. */
export const text = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value))
