import type { DuplicateRule } from './duplicate-rules.ts'
import type { AssignmentEntries } from './lead-assignment.ts'
import type { RecordLock } from './locks.ts'
import type { MatchingRule } from './matching-rules.ts'
import { STANDARD_MATCHING_RULES, standardDuplicateRules } from './standard-duplicate-rules.ts'
import type { ValidationRule } from './validation-rules.ts'

/** Plain JSON, part of every snapshot. */
export interface OrgRulesState {
  readonly matchingRules: readonly MatchingRule[]
  /** In the order they run. */
  readonly duplicateRules: readonly DuplicateRule[]
  readonly validationRules: readonly ValidationRule[]
  readonly assignments: readonly AssignmentEntries[]
  readonly locks: readonly RecordLock[]
}

/** What administrators made the org refuse or do, beyond what every org does. */
export class OrgRules implements OrgRulesState {
  readonly #initial: OrgRulesState
  #state: OrgRulesState

  constructor(standardDuplicates: 'active' | 'inactive') {
    this.#initial = {
      matchingRules: STANDARD_MATCHING_RULES,
      duplicateRules: standardDuplicateRules(standardDuplicates),
      validationRules: [],
      assignments: [],
      locks: [],
    }
    this.#state = this.#initial
  }

  get matchingRules(): readonly MatchingRule[] {
    return this.#state.matchingRules
  }

  get duplicateRules(): readonly DuplicateRule[] {
    return this.#state.duplicateRules
  }

  get validationRules(): readonly ValidationRule[] {
    return this.#state.validationRules
  }

  get assignments(): readonly AssignmentEntries[] {
    return this.#state.assignments
  }

  get locks(): readonly RecordLock[] {
    return this.#state.locks
  }

  change(parts: Partial<OrgRulesState>): void {
    this.#state = { ...this.#state, ...parts }
  }

  /** Counts one stopped save; a lock without tries left is gone. */
  useUpLock(lock: RecordLock): void {
    if (lock.tries === null) return
    const left = { ...lock, tries: lock.tries - 1 }
    this.change({ locks: this.locks.flatMap((other) => (other === lock ? (left.tries > 0 ? [left] : []) : [other])) })
  }

  save(): OrgRulesState {
    return this.#state
  }

  /** Snapshots from before there were rules have none. */
  load(state: Partial<OrgRulesState> | undefined): void {
    this.#state = { ...this.#initial, ...state }
  }
}
