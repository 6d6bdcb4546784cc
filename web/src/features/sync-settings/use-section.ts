import type { ConfigProblem } from '#http/contract/config.ts'
import { useHandover } from '../handover/handover-context.ts'
import { keyed, tidy } from '../handover/written.ts'

/** One section of the draft as it is written: whatever has a default may be missing. */
export function useSection<T extends object>(path: readonly string[]) {
  const { draft, problems } = useHandover()
  const section = keyed(draft.at(path)) as Partial<T>
  return {
    section,
    disabled: !draft.mayEdit,
    /** Sets some members; `undefined` takes one out, so that its default counts. */
    put: (patch: { [K in keyof T]?: T[K] | undefined }): void => draft.set(path, tidy({ ...section, ...patch })),
    problems: problems.at(path.join('.')),
    /** The first thing wrong at a member or below it, in words for its control. */
    wrongAt: (...inner: readonly (string | number)[]): string | null =>
      firstError(problems.at([...path, ...inner].join('.'))),
  }
}

const firstError = (found: readonly ConfigProblem[]): string | null =>
  found.find(({ level }) => level === 'error')?.message ?? null
