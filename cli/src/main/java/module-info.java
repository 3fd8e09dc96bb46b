module dev.baro.cli {}
