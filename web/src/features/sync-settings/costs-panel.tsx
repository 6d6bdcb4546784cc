import { Stack, TextInput } from '@mantine/core'
import { Panel } from '../../components/panel.tsx'
import { AddButton, moved, OrderButtons, RemoveButton, replaced, without } from '../handover/ordered-list.tsx'
import { DEFAULTS, type Attribution, type Rate } from './attribution.ts'
import classes from './sync-settings.module.css'

const SOURCES: Readonly<Record<string, string>> = {
  import: 'Imported costs (CSV)',
  hubspot: 'HubSpot campaign spend',
  salesforce: 'Actual cost of the Salesforce campaign',
}

/** Where costs come from, and what other currencies are worth. */
export function CostsPanel(props: {
  readonly section: Partial<Attribution>
  readonly disabled: boolean
  readonly put: (patch: { [K in keyof Attribution]?: Attribution[K] | undefined }) => void
  readonly wrongAt: (...path: readonly (string | number)[]) => string | null
}) {
  const { section, disabled, put } = props
  const sources = section.costs?.sources ?? DEFAULTS.sources
  const unused = Object.keys(SOURCES).filter((source) => !sources.includes(source))
  const saveSources = (next: readonly string[]): void => {
    if (next.length > 0) put({ costs: { sources: next } })
  }
  const rates = section.rates ?? []
  const saveRates = (next: readonly Rate[]): void => put({ rates: next.length === 0 ? undefined : next })
  return (
    <Panel
      title="Costs"
      note="Of each campaign only the first of these that knows costs of it counts, so that nothing is paid twice."
    >
      <Stack gap="lg">
        <ol className={classes['rows']} aria-label="Sources of costs in their order">
          {sources.map((source, i) => (
            <li key={source} className={classes['step']}>
              <span className={classes['place']}>{i + 1}</span>
              <span>{SOURCES[source] ?? source}</span>
              {disabled ? (
                <span />
              ) : (
                <OrderButtons
                  what={SOURCES[source] ?? source}
                  at={i}
                  of={sources.length}
                  onMove={(by) => saveSources(moved(sources, i, by))}
                  onRemove={() => saveSources(without(sources, i))}
                />
              )}
            </li>
          ))}
        </ol>
        {disabled
          ? null
          : unused.map((source) => (
              <AddButton key={source} onClick={() => saveSources([...sources, source])}>
                Take costs from: {SOURCES[source]}
              </AddButton>
            ))}
        <fieldset className={classes['fieldset']} disabled={disabled}>
          <legend className={classes['legend']}>Exchange rates</legend>
          <p className={classes['quiet']}>
            What one unit is worth in the currency of the connection, from a day on until the next row. An amount in a
            currency without a rate counts for nothing and is listed.
          </p>
          {rates.map((rate, i) => (
            <div key={i} className={classes['weights']}>
              <TextInput
                label="Currency"
                placeholder="EUR"
                maxLength={3}
                value={rate.currency}
                error={props.wrongAt('rates', i, 'currency')}
                onChange={(event) =>
                  saveRates(replaced(rates, i, { ...rate, currency: event.currentTarget.value.toUpperCase() }))
                }
              />
              <TextInput
                type="date"
                label="From"
                value={rate.from}
                error={props.wrongAt('rates', i, 'from')}
                onChange={(event) => saveRates(replaced(rates, i, { ...rate, from: event.currentTarget.value }))}
              />
              <TextInput
                label="Is worth"
                inputMode="decimal"
                placeholder="1.0832"
                value={rate.rate}
                error={props.wrongAt('rates', i, 'rate')}
                onChange={(event) => saveRates(replaced(rates, i, { ...rate, rate: event.currentTarget.value }))}
              />
              <RemoveButton what={`rate of ${rate.currency}`} onClick={() => saveRates(without(rates, i))} />
            </div>
          ))}
          {disabled ? null : (
            <AddButton
              onClick={() =>
                saveRates([...rates, { currency: '', from: new Date().toISOString().slice(0, 10), rate: '' }])
              }
            >
              Add a rate
            </AddButton>
          )}
        </fieldset>
      </Stack>
    </Panel>
  )
}
