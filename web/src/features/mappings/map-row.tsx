import type { ConfigProblem } from '#http/contract/config.ts'
import type { LiveField } from '#http/contract/config-fields.ts'
import { DIRECTION_WORDS, RULE_WORDS } from '#http/contract/config-words.ts'
import { ProblemLines } from '../config-draft/problem-lines.tsx'
import type { EffectiveMap } from './effective-maps.ts'
import { ARROW, directionOf, mapSentence, ruleOf, TYPE_WORDS } from './map-words.ts'
import { fieldOf, type Schemas } from './live-schemas.ts'
import classes from './map-row.module.css'

/** One property and one field side by side, what their map does in plain words, and what is wrong with it. */
export function MapRow(props: {
  readonly one: EffectiveMap
  readonly schemas: Schemas
  readonly problems: readonly ConfigProblem[]
  readonly onOpen: () => void
}) {
  const { one, schemas, problems } = props
  const { map } = one
  const direction = directionOf(map)
  const rule = ruleOf(map)
  const level = problems.some((problem) => problem.level === 'error')
    ? 'error'
    : problems.length > 0
      ? 'warning'
      : undefined
  return (
    <li className={classes['row']} data-level={level} data-off={rule === 'off' || undefined}>
      <button type="button" className={classes['open']} onClick={props.onOpen}>
        <Field name={map.hubspot} field={fieldOf(schemas.hubspot, map.hubspot)} />
        <span className={classes['arrow']} title={DIRECTION_WORDS[direction].words}>
          <span aria-hidden="true">{ARROW[direction]}</span>
          <span className={classes['hidden']}>{DIRECTION_WORDS[direction].label}</span>
        </span>
        <Field name={map.salesforce} field={fieldOf(schemas.salesforce, map.salesforce)} />
        <span className={classes['sentence']}>
          <strong>{RULE_WORDS[rule].label}.</strong> {mapSentence(map)}{' '}
          {one.origin === 'brought' ? null : (
            <span className={classes['origin']}>{one.origin === 'own' ? 'Added by you' : 'Changed by you'}</span>
          )}
        </span>
      </button>
      <ProblemLines problems={problems} />
    </li>
  )
}

function Field({ name, field }: { readonly name: string; readonly field: LiveField | undefined }) {
  return (
    <span className={classes['field']} data-missing={field === undefined || undefined}>
      <span className={classes['label']}>{field?.label ?? name}</span>
      <span className={classes['facts']}>
        {name} · {field === undefined ? 'not there' : (TYPE_WORDS[field.type] ?? field.type)}
        {field?.required === true ? ' · required' : ''}
        {field?.writable === 'never' ? ' · read-only' : ''}
      </span>
    </span>
  )
}
