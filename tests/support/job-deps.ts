import type { Scope } from '#app/scope.ts'
import type { JobDeps } from '#jobs/deps.ts'

/** What a job of this scope is given when no queue runs: what it asks for is written down. */
export function jobDepsOf(scope: Scope): { readonly deps: JobDeps; readonly asked: readonly string[] } {
  const asked: string[] = []
  const deps: JobDeps = {
    jobs: { enqueue: async (name) => void asked.push(name) },
    store: scope.store,
    clock: scope.clock,
    active: async () => [scope.connection.id],
    connections: async () => [scope.connection.id],
    scopeOf: () => scope,
    openDraft: () => Promise.reject(new Error('this test opens no draft')),
    worker: 'test',
    ending: () => false,
    onCaptured: () => undefined,
  }
  return { deps, asked }
}
