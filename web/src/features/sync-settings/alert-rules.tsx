import { MultiSelect } from '@mantine/core'
import { ALERT_KINDS } from '#domain/alerts/types.ts'
import { EmptyNote } from '../../components/empty-note.tsx'
import { Panel } from '../../components/panel.tsx'
import { ProblemLines } from '../config-draft/problem-lines.tsx'
import { useHandover } from '../handover/handover-context.ts'
import { AddButton, RemoveButton, replaced, without } from '../handover/ordered-list.tsx'
import { tidy } from '../handover/written.ts'
import { urgencyOptions } from '../handover/words.ts'
import { ALERT_WORDS } from '../settings/alert-words.ts'
import type { Rule } from './alerts.ts'
import { withChosen } from './options.ts'
import classes from './sync-settings.module.css'

const KINDS = ALERT_KINDS.map((value) => ({ value, label: ALERT_WORDS[value] }))
const PEOPLE = [
  { value: 'owner', label: 'The owner of the lead' },
  { value: 'manager', label: 'The owner’s manager' },
]

/** Who gets which alerts. */
export function AlertRules(props: {
  readonly rules: readonly Rule[]
  readonly channels: readonly string[]
  readonly disabled: boolean
  readonly onChange: (rules: readonly Rule[]) => void
}) {
  const { rules, disabled, onChange } = props
  const { problems } = useHandover()
  const places = [...PEOPLE, ...props.channels.map((value) => ({ value, label: `Channel ${value}` }))]
  return (
    <Panel
      title="Who gets what"
      note="Every rule that fits sends. Steps of an escalation can tell a channel besides."
      actions={
        disabled ? null : (
          <AddButton onClick={() => onChange([...rules, { on: ['breach'], to: ['owner'] }])}>Add a rule</AddButton>
        )
      }
    >
      {rules.length === 0 ? (
        <EmptyNote title="Nobody is told of anything yet">
          Begin with a missed deadline to the owner, and a broken sync to your team.
        </EmptyNote>
      ) : (
        <ul className={classes['rows']} aria-label="Rules of alerts">
          {rules.map((rule, i) => (
            <li key={i} className={classes['card']}>
              <div className={classes['cardHead']}>
                <h3 className={classes['cardTitle']}>Rule {i + 1}</h3>
                {disabled ? null : <RemoveButton what={`rule ${i + 1}`} onClick={() => onChange(without(rules, i))} />}
              </div>
              <div className={classes['two']}>
                <MultiSelect
                  label="When"
                  data={withChosen(KINDS, rule.on)}
                  value={[...rule.on]}
                  disabled={disabled}
                  error={rule.on.length === 0 ? 'Choose at least one' : null}
                  onChange={(on) => onChange(replaced(rules, i, { ...rule, on }))}
                />
                <MultiSelect
                  label="Tell"
                  data={withChosen(places, rule.to)}
                  value={[...rule.to]}
                  disabled={disabled}
                  error={rule.to.length === 0 ? 'Choose at least one' : null}
                  onChange={(to) => onChange(replaced(rules, i, { ...rule, to }))}
                />
                <MultiSelect
                  label="Only for leads of urgency"
                  placeholder={(rule.urgency ?? []).length === 0 ? 'All' : ''}
                  data={urgencyOptions}
                  value={[...(rule.urgency ?? [])]}
                  disabled={disabled}
                  clearable
                  onChange={(urgency) =>
                    onChange(
                      replaced(
                        rules,
                        i,
                        tidy({ ...rule, urgency: urgency.length === 0 ? undefined : urgency }) as Rule,
                      ),
                    )
                  }
                />
              </div>
              <ProblemLines problems={problems.at(`alerts.rules.${i}`)} />
            </li>
          ))}
        </ul>
      )}
    </Panel>
  )
}
