{ lib, stdenv, rustPlatform, installShellFiles }:

let
  manifest = (lib.importTOML ../../Cargo.toml).package;
in
rustPlatform.buildRustPackage {
  pname = manifest.name;
  inherit (manifest) version;

  # What the build reads, so that a change of a document does not rebuild it.
  src = lib.fileset.toSource {
    root = ../..;
    fileset = lib.fileset.unions [ ../../Cargo.toml ../../Cargo.lock ../../src ../../assets ../../benches ../../tests ../../packaging ../../README.md ];
  };
  cargoLock.lockFile = ../../Cargo.lock;

  nativeBuildInputs = [ installShellFiles ];

  # The tests need a pseudo-terminal, a session bus and strace: they run in the repository's own checks.
  doCheck = false;

  postInstall = lib.optionalString (stdenv.buildPlatform.canExecute stdenv.hostPlatform) ''
    installShellCompletion --cmd spotpods-tui \
      --bash <($out/bin/spotpods-tui completions bash) \
      --zsh <($out/bin/spotpods-tui completions zsh) \
      --fish <($out/bin/spotpods-tui completions fish)
    $out/bin/spotpods-tui man > spotpods-tui.1
    installManPage spotpods-tui.1
  '' + lib.optionalString stdenv.hostPlatform.isLinux ''
    install -Dm644 packaging/spotpods-tui.desktop -t $out/share/applications
    install -Dm644 packaging/spotpods-tui.svg -t $out/share/icons/hicolor/scalable/apps
  '';

  meta = {
    inherit (manifest) description;
    license = with lib.licenses; [ mit asl20 ];
    mainProgram = "spotpods-tui";
    platforms = lib.platforms.unix;
  };
}
