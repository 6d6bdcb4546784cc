import type { Browser, Page } from 'playwright-core'
import { provisionAccounts } from '#app/provision-accounts.ts'
import { runUntilQuiet } from '#cli/demo/quiesce.ts'
import type { SyncConfigInput } from '#config/sync-config.ts'
import type { Actor } from '#domain/access.ts'
import { listen } from '#http/listen.ts'
import { NO_SCHEDULES } from '#ports/jobs.ts'
import type { CompanyData } from '#sandbox/company/types.ts'
import { startSandbox, type RunningSandbox } from '#sandbox/index.ts'
import { loopDocument, MONDAY_TEN, parsed } from '#support/company.ts'
import { marketer, seller } from '#support/crm-users.ts'
import { accessTo } from '#support/crms.ts'
import { person } from '#support/http-app.ts'
import { operationsOf, type Operations } from '#support/operations.ts'
import { provisioners, startTandem, type Tandem } from '../../src/compose.ts'
import { CLOSED } from '../../src/compose/access.ts'
import { httpAppOf } from '../../src/compose/http.ts'
import { WEB_DIST } from './browser.ts'

const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined }

/** The whole product over two small sandbox CRMs; whoever comes is signed in as `actor`, unless somebody else signs in. */
export interface SmallWorld {
  readonly box: RunningSandbox
  readonly tandem: Tandem
  readonly url: string
  readonly marketing: ReturnType<typeof marketer>
  readonly sales: ReturnType<typeof seller>
  /** Everything that waits is worked on. */
  readonly quiet: () => Promise<unknown>
  /** Whoever comes from now on. */
  readonly signIn: (actor: Actor) => void
  /** What a program asks, as who is signed in. */
  readonly api: Operations
  /** Opens a page of the connection. */
  readonly visit: (browser: Browser, path: string, width?: number) => Promise<Visit>
  close(): Promise<void>
}

export interface Visit {
  readonly page: Page
  /** What the browser complained about. */
  readonly complaints: string[]
}

export async function startSmallWorld(
  data: CompanyData,
  options: {
    readonly document?: Partial<SyncConfigInput>
    readonly actor?: Actor
    /** What is there before Tandem looks for the first time. */
    readonly before?: (world: Pick<SmallWorld, 'box' | 'marketing' | 'sales'>) => Promise<void>
  } = {},
): Promise<SmallWorld> {
  const { document: over = {} } = options
  let actor = options.actor ?? person('admin', { name: 'Rita Revops' })
  const box = await startSandbox()
  box.clock.freeze(MONDAY_TEN)
  const crm = accessTo(box)
  await provisionAccounts(provisioners(crm, box.clock, [box.salesforce.credentials['adminUsername'] ?? '']), 'apply')
  for (const side of [box.hubspot, box.salesforce]) side.sandbox.seed(data)
  const [marketing, sales] = [marketer(box), seller(box)]
  await options.before?.({ box, marketing, sales })
  const document = loopDocument(over)
  const tandem = await startTandem({
    database: 'memory',
    crm,
    config: parsed(document),
    document,
    author: 'tandem.yaml',
    rhythm: NO_SCHEDULES,
    log: silent,
    clock: box.clock,
  })
  const quiet = () => runUntilQuiet(tandem, () => undefined)
  await quiet()
  const app = httpAppOf(tandem, {
    access: CLOSED.access,
    authenticate: async () => actor,
    audit: (entry) => tandem.store.audit.add(entry),
    staticDir: WEB_DIST,
  })
  const server = await listen({ app, port: 0, host: '127.0.0.1' })
  return {
    box,
    tandem,
    url: server.url,
    marketing,
    sales,
    quiet,
    signIn: (next) => {
      actor = next
    },
    api: operationsOf((path, init) => fetch(server.url + path, init), document.connection.id),
    visit: async (browser, path, width = 1280) => {
      const context = await browser.newContext({ viewport: { width, height: 900 }, locale: 'en-US' })
      const page = await context.newPage()
      page.setDefaultTimeout(15_000)
      const complaints: string[] = []
      page.on('pageerror', (error) => void complaints.push(error.message))
      await page.goto(`${server.url}/c/${document.connection.id}/${path}`)
      return { page, complaints }
    },
    close: async () => {
      await server.close(0)
      await tandem.close()
      await box.close()
    },
  }
}
