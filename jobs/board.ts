import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join, dirname } from 'node:path'
import { createBullBoard } from '@bull-board/api'
import { BullMQAdapter } from '@bull-board/api/bullMQAdapter'
import { ExpressAdapter } from '@bull-board/express'
import type { Queue } from 'bullmq'
import type { RequestHandler } from 'express'
import type { JobBackend } from './backend.ts'

const UI = dirname(createRequire(import.meta.url).resolve('@bull-board/ui/package.json'))

/**
 * The queues as a page of Bull Board. Its template asks a font of another site; Tandem's pages ask nobody else for anything.
 *
 * @param path where it is mounted. Whoever reaches it may change jobs: the caller guards it.
 */
export function boardOf(queues: readonly Queue[], path: string, backend: JobBackend['kind']): RequestHandler {
  const adapter = new ExpressAdapter()
  adapter.setBasePath(path)
  createBullBoard({
    queues: queues.map((queue) => (backend === 'redis' ? new BullMQAdapter(queue) : new OnPostgres(queue))),
    serverAdapter: adapter,
    options: { uiBasePath: UI, uiConfig: { boardTitle: 'Tandem: queues', hideRedisDetails: true } },
  })
  const template = readFileSync(join(UI, 'dist/index.ejs'), 'utf8').replaceAll(
    /<link [^>]*fonts\.googleapis[^>]*>/g,
    '',
  )
  const app = adapter.getRouter() as RequestHandler & { engine(kind: string, render: Render): void }
  app.engine('ejs', (_file, values, done) => done(null, filled(template, values)))
  return app
}

/** BullMQ tells its workers by Redis's list of clients. PostgreSQL has none: not known is not none. */
class OnPostgres extends BullMQAdapter {
  override getWorkers(): ReturnType<BullMQAdapter['getWorkers']> {
    return Promise.reject(new Error('workers are not known on PostgreSQL'))
  }
}

type Render = (file: string, values: object, done: (error: unknown, html?: string) => void) => void

/** The template has nothing but values: `<%= text %>`, and `<%- json %>` that its maker escaped. */
function filled(template: string, values: object): string {
  const given = new Map<string, string>(
    Object.entries(values).map(([name, value]) => [name, typeof value === 'string' ? value : JSON.stringify(value)]),
  )
  return template.replaceAll(/<%([=-])\s*(\w+)\s*%>/g, (_all, kind: string, name: string) => {
    const text = given.get(name) ?? ''
    return kind === '-' ? text : text.replaceAll(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`)
  })
}
