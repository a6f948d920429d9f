// The text of a cell: its runs one after the other, without the reading aids (phonetic runs) that stand between them.

export class TextCollector {
  private parts: string[] = []
  private isText = false
  private isPhonetic = false

  begin(): void {
    this.parts = []
    this.isText = false
    this.isPhonetic = false
  }

  open(name: string): void {
    if (name === 't') this.isText = true
    else if (name === 'rPh') this.isPhonetic = true
  }

  text(text: string): void {
    if (this.isText && !this.isPhonetic) this.parts.push(text)
  }

  close(name: string): void {
    if (name === 't') this.isText = false
    else if (name === 'rPh') this.isPhonetic = false
  }

  /** Characters that XML cannot hold are written _xHHHH_ by spreadsheets. */
  end(): string {
    const text = this.parts.join('')
    return text.includes('_x') ? text.replace(/_x([0-9A-Fa-f]{4})_/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16))) : text
  }
}
