import { NumberInput, TextInput } from '@mantine/core'
import { useState } from 'react'
import { Panel } from '../../components/panel.tsx'
import { AddButton, RemoveButton } from '../handover/ordered-list.tsx'
import { WEIGHTS, type Weights } from './attribution.ts'
import classes from './sync-settings.module.css'

const WORDS: Readonly<Record<(typeof WEIGHTS)[number], string>> = {
  first: 'First touch',
  leadCreation: 'Made the lead',
  opportunityCreation: 'Before the opportunity',
  close: 'Last before the close',
  others: 'All others together',
}

/** Models with shares of one's own. */
export function CustomModels(props: {
  readonly models: Readonly<Record<string, Weights>>
  readonly disabled: boolean
  readonly onChange: (models: Readonly<Record<string, Weights>> | undefined) => void
}) {
  const { disabled } = props
  const [name, setName] = useState('')
  const rows = Object.entries(props.models)
  const id = name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '_')
    .replaceAll(/^[^a-z]+|_$/g, '')
  const save = (next: readonly (readonly [string, Weights])[]): void =>
    props.onChange(next.length === 0 ? undefined : Object.fromEntries(next))
  return (
    <Panel
      title="Models of your own"
      note="Shares of a deal by position; only their proportion counts. Choose the model above to have it computed."
    >
      <ul className={classes['rows']} aria-label="Models of your own">
        {rows.map(([model, weights], i) => (
          <li key={model} className={classes['card']}>
            <div className={classes['cardHead']}>
              <h3 className={classes['cardTitle']}>{model}</h3>
              {disabled ? null : (
                <RemoveButton what={`model ${model}`} onClick={() => save(rows.filter((_, at) => at !== i))} />
              )}
            </div>
            <div className={classes['weights']}>
              {WEIGHTS.map((weight) => (
                <NumberInput
                  key={weight}
                  label={WORDS[weight]}
                  min={0}
                  max={1000}
                  value={weights[weight] ?? 0}
                  disabled={disabled}
                  onChange={(value) =>
                    save(
                      rows.map(
                        ([one, old], at) => [one, at === i ? { ...old, [weight]: Number(value) } : old] as const,
                      ),
                    )
                  }
                />
              ))}
            </div>
          </li>
        ))}
      </ul>
      {disabled ? null : (
        <div className={classes['two']} style={{ alignItems: 'end', marginTop: rows.length === 0 ? 0 : 12 }}>
          <TextInput
            label="Name of a new model"
            placeholder="ours"
            value={name}
            error={Object.hasOwn(props.models, id) ? 'There is one of this name' : null}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <AddButton
            onClick={() => {
              if (id === '' || Object.hasOwn(props.models, id)) return
              save([...rows, [id, { first: 30, leadCreation: 30, opportunityCreation: 20, close: 10, others: 10 }]])
              setName('')
            }}
          >
            Add a model
          </AddButton>
        </div>
      )}
    </Panel>
  )
}
