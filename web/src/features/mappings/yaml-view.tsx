import { Button, Group } from '@mantine/core'
import { useRef } from 'react'
import { Panel } from '../../components/panel.tsx'
import { downloadText } from '../config-draft/download-text.ts'
import { ImportButton } from '../config-draft/import-button.tsx'
import type { Draft } from '../config-draft/use-draft.ts'
import type { Problems } from '../config-draft/use-problems.ts'
import { LinedText, type LinedTextHandle } from './lined-text.tsx'
import { useYamlText } from './use-yaml-text.ts'
import { linedProblems } from './yaml-lines.ts'
import classes from './yaml-view.module.css'

/** The whole configuration as text: what is typed becomes the draft, and is checked like every other change. */
export function YamlView({ draft, problems }: { readonly draft: Draft; readonly problems: Problems }) {
  const { text, read, type, flush, writeAnew } = useYamlText(draft)
  const editor = useRef<LinedTextHandle>(null)
  const { version } = draft.inForce
  const found = linedProblems(read, problems.all)
  const marked = new Map(found.flatMap(({ line, level }) => (line === null ? [] : [[line, level] as const])))
  return (
    <Panel
      title={draft.isChanged ? `Your draft, from version ${draft.from}, as YAML` : `Version ${version} as YAML`}
      note={
        draft.mayEdit
          ? 'Everything that can be set is in it. What you type becomes your draft and is checked as you type; nothing is in force before you save it. Comments are not kept.'
          : 'Everything that is set, for git or for another connection.'
      }
      actions={
        <Group gap="xs">
          <ImportButton draft={draft} />
          <Button
            size="xs"
            variant="default"
            onClick={() => downloadText(draft.isChanged ? 'tandem-draft.yaml' : `tandem-version-${version}.yaml`, text)}
          >
            Export YAML
          </Button>
        </Group>
      }
    >
      <LinedText
        ref={editor}
        label="The configuration as YAML"
        text={text}
        marked={marked}
        readOnly={!draft.mayEdit}
        onChange={type}
        onBlur={flush}
      />
      <div className={classes['found']} role="status">
        {read.ok ? null : (
          <Group justify="space-between" gap="xs" mb={8}>
            <p className={classes['broken']}>
              This is no YAML yet, so it is not in your draft: {found.length === 1 ? 'one place' : 'these places'} to
              mend.
            </p>
            <Button size="compact-xs" variant="default" onClick={writeAnew}>
              Back to the draft
            </Button>
          </Group>
        )}
        <ul className={classes['problems']} aria-label="Problems of the text">
          {found.map(({ line, level, message, remedy }) => (
            <li key={`${line ?? ''} ${message}`} data-level={level}>
              {line === null ? null : (
                <button type="button" className={classes['line']} onClick={() => editor.current?.goTo(line)}>
                  Line {line}
                </button>
              )}
              <span>
                {message}. {remedy}
              </span>
            </li>
          ))}
        </ul>
      </div>
    </Panel>
  )
}
