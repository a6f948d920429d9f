// ctmm feed template: the ready-made feed files, to be filled in.
import { findTemplate, templates } from '../../../ingest/templates/template.ts'
import { CommandError, printJson, printLine, readArgs, type Command } from '../command.ts'

export const feedTemplate: Command = {
  name: 'feed template',
  usage: 'feed template list|ID [--json]',
  summary: 'List the ready-made feeds, or print one; what a city must choose is written «...» in it.',
  details: ['list     every template with its indicators and when to use it', 'ID       the feed file, to be redirected into a file'],
  async run(args) {
    const { values, files } = readArgs(args, { json: { type: 'boolean', default: false } }, { least: 1, most: 1 })
    const [asked = ''] = files
    if (asked === 'list') {
      if (values.json) return printJson({ templates: templates().map(({ id, zh, en, when, indicators }) => ({ id, zh, en, when, indicators })) })
      for (const { id, zh, en, when, indicators } of templates()) printLine(`${id}\n    ${zh} / ${en}\n    ${when.zh}\n    ${when.en}\n    ${indicators.join(', ')}`)
      return
    }
    const template = findTemplate(asked)
    if (template === undefined) throw new CommandError(`There is no template "${asked}": \`ctmm feed template list\` shows those there are.`)
    const { id, text, asks, notes = [] } = template
    if (values.json) return printJson({ id, text, choices: asks, notes })
    const told = [...notes.map(({ zh, en }) => `# ${zh}\n# ${en}`), ...asks.map(({ name, zh, en, example }) => `# «${name}»: ${zh} / ${en} (${example})`)]
    process.stdout.write(`${told.join('\n')}\n${text}`)
  },
}
