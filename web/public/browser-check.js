// Written for any browser: says so where the dashboard cannot run, instead of leaving a blank page.
;(function () {
  var able =
    'noModule' in document.createElement('script') &&
    typeof EventSource === 'function' &&
    typeof String.prototype.replaceAll === 'function' &&
    typeof CSS === 'object' &&
    CSS.supports('gap', '1px')
  if (able) return
  document.addEventListener('DOMContentLoaded', function () {
    document.getElementById('unsupported').removeAttribute('hidden')
  })
})()
