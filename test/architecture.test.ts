// The arrows of the pipeline, and the few rules that every source file keeps.
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

const root = fileURLToPath(new URL('..', import.meta.url))
const FOLDERS = ['rules', 'db', 'ingest', 'server', 'web'] as const
type Folder = (typeof FOLDERS)[number]

/** Whom a folder may import from, beside itself. */
const ARROWS: Readonly<Record<Folder, readonly Folder[]>> = {
  rules: [],
  db: ['rules'],
  ingest: ['db', 'rules'],
  server: ['db', 'rules', 'ingest'],
  web: ['server', 'rules'],
}

/** Longer than 300 lines, each with its reason. */
const LONG_FILES: Readonly<Record<string, string>> = {}

interface Source {
  readonly path: string
  readonly folder: Folder
  readonly text: string
  readonly imports: readonly { readonly target: string; readonly typeOnly: boolean }[]
}

const IMPORT = /(?:^|\n)\s*(import|export)\s+(type\s+)?(?:[^'"`;]*?\sfrom\s+)?['"]([^'"]+)['"]|import\(\s*['"]([^'"]+)['"]\s*\)/g

function sourcesOf(folder: Folder): readonly Source[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(ts|vue|mjs)$/.test(name) && !name.startsWith('dist') && !name.includes('node_modules'))
    .map((name) => {
      const path = `${folder}/${name}`
      const text = readFileSync(join(root, path), 'utf8')
      const imports = [...text.matchAll(IMPORT)].map((match) => ({ target: match[3] ?? match[4] ?? '', typeOnly: match[2] !== undefined }))
      return { path, folder, text, imports }
    })
}

const sources = FOLDERS.flatMap(sourcesOf)

/** The project's own file that an import names, relative to the root; undefined for packages. */
function ownFile(source: Source, target: string): string | undefined {
  return target.startsWith('.') ? relative(root, resolve(join(root, dirname(source.path)), target)) : undefined
}

describe('the layout is the pipeline', () => {
  it('reads every source folder', () => {
    for (const folder of FOLDERS) expect(sources.filter((source) => source.folder === folder).length, folder).toBeGreaterThan(5)
    expect(sources.flatMap(({ imports }) => imports).length).toBeGreaterThan(500)
  })

  it.each(FOLDERS)('%s imports only what its arrows allow', (folder) => {
    const wrong = sources.filter((source) => source.folder === folder).flatMap((source) =>
      source.imports.flatMap(({ target }) => {
        const file = ownFile(source, target)
        const to = FOLDERS.find((candidate) => file?.startsWith(`${candidate}/`))
        return to === undefined || to === folder || ARROWS[folder].includes(to) ? [] : [`${source.path} -> ${file}`]
      }))
    expect(wrong).toEqual([])
  })

  it('the pages take nothing from the server but the types of its schemas', () => {
    const wrong = sources.filter(({ folder }) => folder === 'web').flatMap((source) =>
      source.imports.flatMap(({ target, typeOnly }) => {
        const file = ownFile(source, target)
        return file?.startsWith('server/') === true && !(typeOnly && file.startsWith('server/schemas/')) ? [`${source.path} -> ${file}`] : []
      }))
    expect(wrong).toEqual([])
  })

  it('the rules do no input or output', () => {
    const wrong = sources.filter(({ folder }) => folder === 'rules').flatMap((source) =>
      source.imports.flatMap(({ target }) => (target.startsWith('.') || target === 'yaml' || target.startsWith('typebox') ? [] : [`${source.path} -> ${target}`])))
    expect(wrong).toEqual([])
    expect(sources.filter(({ folder, text }) => folder === 'rules' && /\b(process\.|fetch\(|Date\.now\(|new Date\(\))/.test(text)).map(({ path }) => path)).toEqual([])
  })

  it('adapters never import each other', () => {
    const adapterOf = (path: string): string | undefined => /^ingest\/adapters\/([^/]+)\//.exec(path)?.[1]
    const wrong = sources.flatMap((source) => {
      const own = adapterOf(source.path)
      return source.imports.flatMap(({ target }) => {
        const other = adapterOf(ownFile(source, target) ?? '')
        return own !== undefined && other !== undefined && other !== own ? [`${source.path} -> ${target}`] : []
      })
    })
    expect(wrong).toEqual([])
  })
})

describe('every source file', () => {
  // Names of vocabularies look like addresses but are never fetched.
  it('names no address outside this machine', () => {
    const outside = sources.flatMap(({ path, text }) =>
      [...text.matchAll(/https?:\/\/([^\s/'"`)<>$]+)/g)]
        .filter(([, host]) => !/^(127\.0\.0\.1|localhost|www\.w3\.org$|json-schema\.org$)/.test(host ?? ''))
        .map(([address]) => `${path}: ${address}`))
    expect(outside).toEqual([])
  })

  it('stays under 300 lines, or says why not', () => {
    const long = sources.filter(({ text, path }) => text.split('\n').length > 300 && LONG_FILES[path] === undefined).map(({ path }) => path)
    expect(long).toEqual([])
  })

  it('holds no bound of the standard: those live in the model file only', () => {
    const bounds = /\b(?:bound|threshold|limit|line)s?\s*[:=]\s*\[?\s*(?:40|60|80|90|24|12|6|2|65|75|85)\b/i
    const compared = /[<>]=?\s*(?:40|65|75|80|85|90)n?\b/
    const wrong = sources.filter(({ text }) => bounds.test(text) || compared.test(text)).map(({ path }) => path)
    expect(wrong).toEqual([])
  })
})

describe('the package', () => {
  it('pins every dependency exactly', () => {
    const manifest: Record<string, Record<string, string>> = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
    for (const group of ['dependencies', 'devDependencies', 'optionalDependencies']) {
      for (const [name, version] of Object.entries(manifest[group] ?? {})) expect(version, name).toMatch(/^\d+\.\d+\.\d+$/)
    }
  })

  it('says every setting in the example file and in the README', async () => {
    const { SettingsSchema } = await import('../server/settings.ts')
    const example = readFileSync(join(root, '.env.example'), 'utf8')
    const readme = readFileSync(join(root, 'README.md'), 'utf8')
    for (const name of Object.keys(SettingsSchema.properties)) {
      expect(example, name).toMatch(new RegExp(`^(# )?${name}=`, 'm'))
      expect(readme, name).toContain(`\`${name}\``)
    }
  })
})
