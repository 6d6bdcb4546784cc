import { Button, FileInput, Group, Select } from '@mantine/core'
import { useState, type ReactNode } from 'react'
import { Panel } from '../../components/panel.tsx'
import { useMay } from '../../shell/use-session.ts'
import classes from './attribution.module.css'
import { readFile, type GivenFile } from './read-file.ts'

export interface ImportChoice {
  readonly name: string
  readonly label: string
  readonly options: readonly { readonly value: string; readonly label: string }[]
}

interface Props<R> {
  /** Nobody comes here for it mostly, so it waits until somebody asks. */
  readonly open: boolean
  readonly title: string
  readonly note: ReactNode
  readonly choices: readonly ImportChoice[]
  /** Asks what would become of the file. */
  readonly preview: (file: GivenFile, choices: Readonly<Record<string, string>>) => Promise<R>
  readonly save: (file: GivenFile, choices: Readonly<Record<string, string>>) => Promise<R>
  readonly show: (result: R, saved: boolean) => ReactNode
  /** How many rows would change something; with none there is nothing to save. */
  readonly changes: (result: R) => number
}

/** Opens and closes the import; nothing for whoever may not. */
export function ImportButton({ open, onClick }: { readonly open: boolean; readonly onClick: () => void }) {
  if (!useMay('import')) return null
  return (
    <Button size="xs" variant="default" aria-expanded={open} onClick={onClick}>
      {open ? 'Close the import' : 'Import a file'}
    </Button>
  )
}

/** A file is looked at first; nothing is written before somebody has seen what would become of each row. */
export function ImportPanel<R>(props: Props<R>) {
  const may = useMay('import')
  const [file, setFile] = useState<GivenFile | null>(null)
  const [chosen, setChosen] = useState<Readonly<Record<string, string>>>({})
  const [result, setResult] = useState<{ readonly of: R; readonly saved: boolean } | null>(null)
  const [busy, setBusy] = useState(false)
  if (!may || !props.open) return null
  const choices = Object.fromEntries(
    props.choices.map(({ name, options }) => [name, chosen[name] ?? options[0]?.value ?? '']),
  )
  const ask = async (how: 'preview' | 'save', of: GivenFile, by: Readonly<Record<string, string>>): Promise<void> => {
    setBusy(true)
    try {
      setResult({ of: await props[how](of, by), saved: how === 'save' })
    } catch {
      // What went wrong was told where it was asked.
      setResult(null)
    } finally {
      setBusy(false)
    }
  }
  const take = async (given: File | null): Promise<void> => {
    setResult(null)
    setFile(null)
    if (given === null) return
    const read = await readFile(given)
    setFile(read)
    await ask('preview', read, choices)
  }
  const changes = result === null ? 0 : props.changes(result.of)
  return (
    <Panel title={props.title} note={props.note}>
      <div className={classes['files']}>
        <Group gap="xs" align="end">
          <FileInput
            label="File"
            placeholder="Choose a CSV file"
            accept=".csv,.tsv,.txt,text/csv,text/tab-separated-values,text/plain"
            size="xs"
            w={260}
            clearable
            onChange={(given) => void take(given)}
          />
          {props.choices.map(({ name, label, options }) => (
            <Select
              key={name}
              label={label}
              size="xs"
              w={190}
              allowDeselect={false}
              data={[...options]}
              value={choices[name] ?? null}
              onChange={(value) => {
                const next = { ...choices, [name]: value ?? '' }
                setChosen(next)
                if (file !== null) void ask('preview', file, next)
              }}
            />
          ))}
          {result === null || file === null || result.saved ? null : (
            <Button size="xs" loading={busy} disabled={changes === 0} onClick={() => void ask('save', file, choices)}>
              {changes === 0 ? 'Nothing to save' : `Save ${changes.toLocaleString()} ${changes === 1 ? 'row' : 'rows'}`}
            </Button>
          )}
        </Group>
        <div aria-live="polite">
          {busy && result === null ? <p className={classes['quiet']}>The file is being looked at…</p> : null}
        </div>
        {result === null ? null : (
          <section aria-label="What becomes of the file" aria-live="polite">
            {props.show(result.of, result.saved)}
          </section>
        )}
      </div>
    </Panel>
  )
}
