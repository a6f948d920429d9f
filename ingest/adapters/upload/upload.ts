// A source that exists only as files which people hand over: there is nothing to read by itself.
import { basename } from 'node:path'
import { discoverIn } from '../../formats/discover-file.ts'
import { formatProblems } from '../../formats/format-problems.ts'
import { withFile } from '../../formats/open-file.ts'
import { FeedReadError, type Adapter, type Source } from '../adapter.ts'
import type { UploadConfig } from './config.ts'

export const upload: Adapter = {
  kind: 'upload',
  check: (feed) => formatProblems(configOf(feed).format),
  async discover(source, options) {
    const { file } = options
    if (file === undefined) {
      throw new FeedReadError('configuration', `Feed ${source.id} is read from files that are uploaded: hand one over to see what is in it.`, `数据源 ${source.id} 以上传文件的方式接入：请先选择一个文件再查看内容。`)
    }
    return withFile(file, { name: basename(file), links: 'refuse' }, (opened) => discoverIn(opened, configOf(source).format, options))
  },
}

function configOf(feed: Source): UploadConfig {
  if (feed.adapter.kind !== 'upload') throw new TypeError(`The feed ${feed.id} is read by ${feed.adapter.kind}, not by upload.`)
  return feed.adapter
}
