"""How pages look and speak: filters, icons, the chart, the discretion lint. No data."""
