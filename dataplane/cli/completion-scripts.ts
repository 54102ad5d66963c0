// What a shell loads to complete command lines of `vip`: each asks `vip` itself what may stand
// next.

export const completionScripts = {
  /** `-o default`: file names, where there is no candidate. */
  bash: `# bash completion for vip: source <(vip completion bash)
_vip() {
  local IFS=$'\\n'
  COMPREPLY=($("\${COMP_WORDS[0]}" completion candidates -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null))
}
complete -o default -F _vip vip
`,

  zsh: `#compdef vip
# zsh completion for vip: source <(vip completion zsh)
_vip() {
  local -a found
  found=(\${(f)"$("\${words[1]}" completion candidates -- "\${(@)words[2,CURRENT]}" 2>/dev/null)"})
  if (( \${#found} )); then compadd -a found; else _files; fi
}
if [ "$funcstack[1]" = "_vip" ]; then _vip "$@"; else compdef _vip vip; fi
`,

  fish: `# fish completion for vip: vip completion fish | source
function __vip_candidates
    set -l words (commandline -opc) (commandline -ct)
    $words[1] completion candidates -- $words[2..-1] 2>/dev/null
end
complete -c vip -a '(__vip_candidates)'
`,
}
