import { Select, Textarea } from '@mantine/core'
import { ALERT_KINDS, type AlertKind } from '#domain/alerts/types.ts'
import { Panel } from '../../components/panel.tsx'
import { ALERT_WORDS } from '../settings/alert-words.ts'
import classes from './sync-settings.module.css'

const PLACES = '{lead} {company} {reason} {deadline} {owner} {urgency} {campaign} {policy} {link}'

/** Texts of one's own in place of Tandem's. */
export function AlertTexts(props: {
  readonly templates: Readonly<Record<string, string>>
  readonly disabled: boolean
  readonly onChange: (templates: Readonly<Record<string, string>> | undefined) => void
}) {
  const { templates, disabled } = props
  const written = ALERT_KINDS.filter((kind) => templates[kind] !== undefined)
  const set = (kind: AlertKind, text: string | undefined): void => {
    const rest = Object.entries(templates).filter(([one]) => one !== kind)
    const next = text === undefined ? rest : [...rest, [kind, text] as const]
    props.onChange(next.length === 0 ? undefined : Object.fromEntries(next))
  }
  return (
    <Panel title="Words" note={`Tandem has words for every alert. Yours may name ${PLACES}`}>
      <div className={classes['rows']}>
        {written.map((kind) => (
          <Textarea
            key={kind}
            label={ALERT_WORDS[kind]}
            description="Empty it to have Tandem’s words again"
            autosize
            value={templates[kind] ?? ''}
            disabled={disabled}
            onChange={(event) => set(kind, event.currentTarget.value === '' ? undefined : event.currentTarget.value)}
          />
        ))}
        {disabled || written.length === ALERT_KINDS.length ? null : (
          <Select
            label="Write your own words for"
            placeholder="Choose an alert"
            maw={320}
            data={ALERT_KINDS.filter((kind) => templates[kind] === undefined).map((value) => ({
              value,
              label: ALERT_WORDS[value],
            }))}
            value={null}
            onChange={(value) => {
              if (value !== null) set(value as AlertKind, '{lead} of {company}: {deadline}. {link}')
            }}
          />
        )}
        {disabled && written.length === 0 ? <p className={classes['quiet']}>Tandem’s words are used.</p> : null}
      </div>
    </Panel>
  )
}
